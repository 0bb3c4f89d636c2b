using SessionRelay.LoadTests.People;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Sessions;

/// <summary>Holds that what one person gets in a slot goes on without a gap from when it is made until <see cref="ShouldBeWhole"/>.</summary>
internal sealed class CallWatch
{
    private readonly VirtualRelay _relay;
    private readonly VirtualPerson _person;
    private readonly int _slot;
    private readonly long _audioPackets;
    private readonly long _audioMissing;
    private readonly long _frames;
    private readonly long _jumps;
    private readonly long _skipped;
    private readonly MonotonicTime _since;

    public CallWatch(VirtualRelay relay, VirtualGuest guest, int slot = 0)
    {
        _relay = relay;
        _person = guest.Person;
        _slot = slot;
        _since = relay.Now;
        _audioPackets = Audio.Packets;
        _audioMissing = Audio.Missing;
        _frames = Video.ShownFrames;
        _jumps = Video.PictureJumps;
        _skipped = Video.Skipped;
        Video.ForgetFreezes(relay.Now);
    }

    private ReceivedAudio Audio => _person.Audio[_slot];

    private ReceivedVideo Video => _person.Video[_slot];

    /// <param name="longestFreeze">Between two frames that could be shown; default: four frames' time at 30 a second.</param>
    public void ShouldBeWhole(bool video = true, TimeSpan? longestFreeze = null)
    {
        var seconds = (_relay.Now - _since).TotalSeconds;
        seconds.ShouldBeGreaterThan(0.5, "too short to tell");
        (Audio.Packets - _audioPackets).ShouldBeGreaterThanOrEqualTo((long)(seconds * 50) - 8);
        (Audio.Missing - _audioMissing).ShouldBe(0);
        Audio.TimestampsBack.ShouldBe(0);
        Audio.Damaged.ShouldBe(0);
        if (!video)
            return;
        Video.FreezeAt(_relay.Now).ShouldBeLessThan(longestFreeze ?? TimeSpan.FromMilliseconds(134));
        (Video.ShownFrames - _frames).ShouldBeGreaterThan((long)(seconds * 30 * 0.8));
        (Video.PictureJumps - _jumps).ShouldBe(0);
        (Video.Skipped - _skipped).ShouldBe(0);
        Video.TimestampsBack.ShouldBe(0);
        Video.Damaged.ShouldBe(0);
    }
}
