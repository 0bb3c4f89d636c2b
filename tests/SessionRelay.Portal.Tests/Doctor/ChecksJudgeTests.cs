using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using SessionRelay.Portal.Doctor;
using SessionRelay.Portal.Mail;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Tests.Doctor;

/// <summary>What each check makes of what it sees, also on a machine where that is well.</summary>
public sealed class ChecksJudgeTests
{
    [Theory]
    [InlineData(-1, "video.practice.example", Mark.Failure, "ended on")]
    [InlineData(20, "video.practice.example", Mark.Warning, "in 20 days")]
    [InlineData(30, "video.practice.example", Mark.Ok, "holds until")]
    [InlineData(30, "practice.example", Mark.Failure, "is not for practice.example")]
    [InlineData(30, null, Mark.Ok, "holds until")]
    internal void A_certificate_by_its_end_and_its_name(int days, string? host, Mark mark, string says)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("video.practice.example");
        request.CertificateExtensions.Add(names.Build());
        var now = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        using var certificate = request.CreateSelfSigned(now.AddDays(-60), now.AddDays(days).AddHours(1));

        var found = CertificateCheck.Judge("it", certificate, host, now);

        found.Mark.ShouldBe(mark, found.Says);
        found.Says.ShouldContain(says);
    }

    [Theory]
    [InlineData("https://video.practice.example", true, Mark.Ok)]
    [InlineData("http://video.practice.example", true, Mark.Failure)]
    [InlineData("http://127.0.0.1:5080", false, Mark.Warning)]
    [InlineData("http://localhost:5080", false, Mark.Warning)]
    internal void The_public_address_by_what_browsers_allow_there(string url, bool isSet, Mark mark) => PublicUrlCheck.Judge(url, isSet).Mark.ShouldBe(mark);

    [Fact]
    public void Small_socket_buffers_come_with_the_line_that_raises_them()
    {
        SocketBufferCheck.Judge(4 << 20, 4 << 20).Mark.ShouldBe(Mark.Ok);

        var small = SocketBufferCheck.Judge(212_992, 4 << 20);

        small.Mark.ShouldBe(Mark.Warning);
        small.Next!.ShouldContain("sysctl -w net.core.rmem_max=4194304,");
        small.Next!.ShouldNotContain("wmem_max");
        SocketBufferCheck.Judge(212_992, 212_992).Next!.ShouldContain("net.core.rmem_max=4194304 net.core.wmem_max=4194304");
    }

    [Theory]
    [InlineData("1024                 1048576              files", Mark.Ok)]
    [InlineData("unlimited            unlimited            files", Mark.Ok)]
    [InlineData("1024                 1024                 files", Mark.Warning)]
    [InlineData("256                  256                  files", Mark.Failure)]
    internal void Open_files_by_the_limit_that_can_be_reached(string limit, Mark mark) => OpenFilesCheck.Judge(["Limit", "Max open files            " + limit]).Mark.ShouldBe(mark);

    [Theory]
    [InlineData("2026a", "2026a", Mark.Ok, "2026a")]
    [InlineData("2025b", "2026a", Mark.Warning, "is older than the system's 2026a")]
    [InlineData("2026a", "2025b", Mark.Warning, "is older than the portal's 2026a")]
    [InlineData("2026a", null, Mark.NotApplicable, "2026a")]
    internal void Time_zone_data_by_which_is_older(string ours, string? system, Mark mark, string says)
    {
        var found = ZoneDataCheck.Judge(ours, system);

        found.Mark.ShouldBe(mark);
        found.Says.ShouldContain(says);
    }

    [Theory]
    [InlineData(0.2, Mark.Ok)]
    [InlineData(-5, Mark.Warning)]
    [InlineData(90, Mark.Failure)]
    internal void Clocks_by_how_far_they_are_apart(double seconds, Mark mark) => ClockCheck.Judge(TimeSpan.FromSeconds(seconds)).Mark.ShouldBe(mark);

    [Fact]
    public void A_clock_that_nothing_keeps_is_a_warning_and_one_that_nobody_knows_of_is_none()
    {
        ClockCheck.Judge(isSynchronized: true).Mark.ShouldBe(Mark.Ok);
        ClockCheck.Judge(isSynchronized: false).Mark.ShouldBe(Mark.Warning);
        ClockCheck.Judge(isSynchronized: null).Mark.ShouldBe(Mark.NotApplicable);
    }

    [Theory]
    [InlineData(20, Mark.Failure)]
    [InlineData(500, Mark.Warning)]
    [InlineData(5000, Mark.Ok)]
    internal void Disks_by_their_room(long mebibytes, Mark mark) => FreeSpace.Judge("/", mebibytes << 20).Mark.ShouldBe(mark);

    [Theory]
    [InlineData(0x3000_0090, Mark.Ok)]
    [InlineData(0x1010_11FF, Mark.Failure)]
    internal void OpenSSL_by_its_version(long version, Mark mark) => OpenSslCheck.Judge(version).Mark.ShouldBe(mark);

    [Theory]
    [InlineData(ReachResult.NoAnswer, true, Mark.Failure, "nothing comes through")]
    [InlineData(ReachResult.NoAnswer, false, Mark.Warning, "its router may not send back what comes from inside")]
    [InlineData(ReachResult.NoRoute, false, Mark.Failure, "no way to")]
    [InlineData(ReachResult.PortTaken, true, Mark.Failure, "is taken by another program")]
    internal void Addresses_by_what_came_back(ReachResult result, bool isOwn, Mark mark, string says)
    {
        var found = UdpCheck.Judge(
        [
            new ReachedAddress(new IPEndPoint(IPAddress.Parse("203.0.113.7"), 40000), result, IsRunning: false, isOwn),
            new ReachedAddress(new IPEndPoint(IPAddress.Loopback, 40000), ReachResult.Answered, IsRunning: false, IsOwn: true),
        ]);

        found.Mark.ShouldBe(mark, found.Says);
        found.Says.ShouldContain(says);
        found.Says.ShouldNotContain("127.0.0.1");
    }

    [Fact]
    public void A_file_in_the_place_of_the_data_folder_is_a_failure()
    {
        using var folder = new TestFolder();

        DataFolderCheck.Look(Examined(folder.File("data", ""))).Says.ShouldContain("is a file");
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_a_failure() => DataFolderCheck.Look(Examined("/proc/sys")).Says.ShouldContain("this user can't write"); // not even root may

    [Fact]
    public void A_folder_that_cannot_be_made_is_a_failure() => DataFolderCheck.Look(Examined("/proc/sys/practice")).Says.ShouldContain("this user can't make it");

    [Fact]
    public void A_folder_that_others_may_read_is_a_warning()
    {
        using var folder = new TestFolder();
        DataFolderCheck.Look(Examined(folder.Path)).Mark.ShouldBe(Mark.Ok);
        if (!OperatingSystem.IsLinux()) return;
        File.SetUnixFileMode(folder.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);

        var found = DataFolderCheck.Look(Examined(folder.Path));

        found.Mark.ShouldBe(Mark.Warning);
        found.Next.ShouldBe($"Close it: chmod 700 {folder.Path}");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_check_that_hangs_or_breaks_is_told_and_the_others_go_on()
    {
        var time = new FakeTimeProvider();
        using var forever = new ManualResetEventSlim();
        Check[] checks =
        [
            new("breaks", _ => throw new InvalidOperationException("a secret")),
            new("goes", _ => Finding.Ok("well")),
            new("hangs", _ =>
            {
                forever.Wait();
                return Finding.Ok("never");
            }),
        ];
        var found = new List<(string Name, Finding Finding)>();

        await foreach (var one in Examination.RunAsync(checks, Examined("/tmp") with { Time = time }, Waiting)) found.Add(one);

        forever.Set();
        found.Select(one => (one.Name, one.Finding.Mark)).ShouldBe([("breaks", Mark.Failure), ("goes", Mark.Ok), ("hangs", Mark.Failure)]);
        found[0].Finding.Says.ShouldBe("could not be done (InvalidOperationException)");
        found[2].Finding.Says.ShouldBe("did not end within 5 s");

        void Waiting(string name)
        {
            if (name == "hangs") time.Advance(Examination.Limit);
        }
    }

    private static Examined Examined(string dataPath)
    {
        var settings = NodeSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Data:Path"] = dataPath }).Build());
        return new Examined(settings, new MailSettings(null, "", null), TimeProvider.System);
    }
}
