using SessionRelay.Sdp;

namespace SessionRelay.Tests.Sdp;

public sealed class NewOffersOfOnePeer
{
    [Theory]
    [InlineData("chromium-156")]
    [InlineData("firefox-153")]
    public void ICE_restart_and_switch_to_PCMU_keep_m_lines_and_change_credentials(string browser)
    {
        var first = SdpSamples.Offer($"{browser}-peer-first");
        var restart = SdpSamples.Offer($"{browser}-peer-ice-restart");
        var pcmu = SdpSamples.Offer($"{browser}-peer-pcmu-first");

        restart.IsIceRestartOf(first).ShouldBeTrue();
        restart.IsCompatibleSuccessorOf(first, out _).ShouldBeTrue();
        pcmu.IsIceRestartOf(restart).ShouldBeFalse();
        pcmu.IsCompatibleSuccessorOf(restart, out _).ShouldBeTrue();
        pcmu.Microphone.PreferredCodec.ShouldBe(SdpCodec.Pcmu);
        pcmu.Microphone.Opus.ShouldBe(first.Microphone.Opus);
    }

    [Fact]
    public void More_slots_are_refused()
    {
        var before = SdpSamples.Accept(SdpOfferWriter.Write(SdpSamples.Client(slotPairs: 2)));
        var after = SdpSamples.Accept(SdpOfferWriter.Write(SdpSamples.Client(slotPairs: 3)));

        after.IsCompatibleSuccessorOf(before, out var error).ShouldBeFalse();
        error.Reason.ShouldContain("keeps its m-lines");
    }

    [Fact]
    public void Another_mid_is_refused_at_its_m_line()
    {
        var text = SdpOfferWriter.Write(SdpSamples.Client(slotPairs: 0));
        var changed = SdpSamples.With(SdpSamples.With(text, "BUNDLE 0 1 2", "BUNDLE 0 x 2"), "a=mid:1", "a=mid:x");

        SdpSamples.Accept(changed).IsCompatibleSuccessorOf(SdpSamples.Accept(text), out var error).ShouldBeFalse();

        error.Line.ShouldBe(SdpSamples.LineOf(changed, "m=video", media: 1));
    }

    [Fact]
    public void Another_certificate_is_refused()
    {
        var before = SdpOfferWriter.Write(SdpSamples.Client());
        var after = before.Replace("sha-256 00:", "sha-256 01:");

        SdpSamples.Accept(after).IsCompatibleSuccessorOf(SdpSamples.Accept(before), out var error).ShouldBeFalse();

        error.Reason.ShouldContain("certificate");
    }
}
