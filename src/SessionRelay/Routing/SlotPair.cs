namespace SessionRelay.Routing;

/// <summary>
/// A receive-only audio and video m-line of a client that together show one source. Which source is the room's decision; the pair only holds it.
/// </summary>
internal sealed class SlotPair(int number, AudioSlot audio, VideoSlot video)
{
    /// <summary>From 0; the protocol's <c>slot</c>.</summary>
    public int Number { get; } = number;

    public AudioSlot Audio { get; } = audio;

    public VideoSlot Video { get; } = video;

    public Participant? Participant { get; private set; }

    public SlotSource Source { get; private set; }

    /// <summary>What the client's element can show, device pixels; 0 × 0: not told yet.</summary>
    public int MaxWidth { get; private set; }

    public int MaxHeight { get; private set; }

    /// <summary>The client shows nothing of it now (hidden tab, tile out of sight).</summary>
    public bool IsHidden { get; private set; }

    public bool IsFor(Participant participant, SlotSource source) => Participant == participant && Source == source;

    public void Assign(Participant? participant, SlotSource source)
    {
        Participant = participant;
        Source = source;
    }

    public void Watch(int maxWidth, int maxHeight, bool hidden)
    {
        MaxWidth = Math.Max(0, maxWidth);
        MaxHeight = Math.Max(0, maxHeight);
        IsHidden = hidden;
    }

    public void Describe(List<SlotAssignment> into)
    {
        var id = Participant?.Id;
        into.Add(new SlotAssignment(Number, Audio.Mid, id, MediaKind.Audio, Source, AudioPause));
        into.Add(new SlotAssignment(Number, Video.Mid, id, MediaKind.Video, Source, VideoPause));
    }

    private SlotPause AudioPause => Participant switch
    {
        null => SlotPause.None,
        { SendsMicrophone: true } when Source == SlotSource.Camera => SlotPause.None,
        _ when Source == SlotSource.Phone || Audio.CarriesPhone => SlotPause.None,
        _ => SlotPause.Muted,
    };

    private SlotPause VideoPause
    {
        get
        {
            if (Participant is null)
                return SlotPause.None;
            var sends = Source switch
            {
                SlotSource.Screen => Participant.SendsScreen,
                SlotSource.Camera => Participant.SendsVideo,
                _ => false,
            };
            if (!sends)
                return SlotPause.Muted;
            if (IsHidden)
                return SlotPause.Hidden;
            return Video.IsPaused || (Source == SlotSource.Camera && Participant.Sending.Held) ? SlotPause.Bandwidth : SlotPause.None;
        }
    }
}
