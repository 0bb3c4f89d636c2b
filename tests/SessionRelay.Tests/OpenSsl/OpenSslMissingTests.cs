using SessionRelay.OpenSsl;

namespace SessionRelay.Tests.OpenSsl;

public sealed class OpenSslMissingTests
{
    [Fact]
    public void A_machine_without_openssl_is_told_in_one_line_what_to_install()
    {
        var missing = OpenSslLibrary.Missing("OpenSSL was not found");

        missing.Code.ShouldBe("openssl-missing");
        missing.Message.ShouldContain("libssl3");
        missing.Message.ShouldNotContain("\n");
    }

    [Fact]
    public void A_library_that_is_not_there_is_not_found() =>
        OpenSslLibrary.TryFind("libnosuchlibrary.so.3", out _).ShouldBeFalse();

    [Fact]
    public void It_may_be_asked_for_from_many_threads_at_once() =>
        Parallel.For(0, 32, _ => OpenSslLibrary.EnsureAvailable());
}
