using SessionRelay.Sdp;

namespace SessionRelay.Tests.Sdp;

/// <summary>Offers that Chromium 156 and Firefox ESR 153 have made (Offers/*.sdp), and offers and answers of our own.</summary>
internal static class SdpSamples
{
    public const string Fingerprint =
        "sha-256 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF";

    public static TheoryData<string> Browsers =>
    [
        "chromium-156-inactive", "chromium-156-mdns-candidates", "chromium-156-peer-first", "chromium-156-peer-ice-restart",
        "chromium-156-peer-pcmu-first", "chromium-156-single-encoding", "chromium-156-untrimmed-8-slots", "chromium-156-untrimmed-16-slots",
        "firefox-153-mdns-candidates", "firefox-153-peer-first", "firefox-153-peer-ice-restart", "firefox-153-peer-pcmu-first",
        "firefox-153-single-encoding", "firefox-153-untrimmed-8-slots",
    ];

    public static string Text(string name)
    {
        using var stream = typeof(SdpSamples).Assembly.GetManifestResourceStream(name + ".sdp");
        using var reader = new StreamReader(stream.ShouldNotBeNull(name));
        return reader.ReadToEnd();
    }

    public static SdpOffer Offer(string name) => Accept(Text(name));

    public static SdpOffer Accept(string sdp)
    {
        SdpOffer.TryParse(sdp, out var offer, out var error).ShouldBeTrue(error.ToString());
        return offer.ShouldNotBeNull();
    }

    public static SdpError Refuse(string sdp)
    {
        SdpOffer.TryParse(sdp, out var offer, out var error).ShouldBeFalse();
        offer.ShouldBeNull();
        return error;
    }

    public static SdpOfferParameters Client(int slotPairs = 2) => new()
    {
        Ufrag = "clnt",
        Password = "clientclientclientclient",
        Fingerprint = Fingerprint,
        MicrophoneSsrc = 100,
        CameraRids = ["q", "h", "f"],
        Screen = new SdpSsrc(300, 301),
        SlotPairs = slotPairs,
    };

    public static SdpAnswerParameters Relay(int slotPairs) => new()
    {
        SessionId = 42,
        SessionVersion = 1,
        Ufrag = "relayUfrag",
        Password = "relayrelayrelayrelayrelay",
        Fingerprint = Fingerprint,
        Cname = "relay",
        Candidates = [],
        Slots = [.. Enumerable.Range(0, slotPairs).Select(slot => Slot(slot))],
    };

    public static SdpSlotStreams Slot(int slot) => new($"slot-{slot}", 1_000u + (uint)slot * 10, 1_001u + (uint)slot * 10, 1_002u + (uint)slot * 10);

    public static SdpAnswer Answer(SdpOffer offer) => Read(SdpAnswerWriter.Write(offer, Relay(offer.SlotCount)));

    public static SdpAnswer Read(string sdp)
    {
        SdpAnswer.TryParse(sdp, out var answer, out var error).ShouldBeTrue(error.ToString());
        return answer.ShouldNotBeNull();
    }

    /// <summary>The number, from 1, of the first line that starts with <paramref name="start"/>, counting only from the m-line <paramref name="media"/> on.</summary>
    public static int LineOf(string sdp, string start, int media = -1)
    {
        var seen = -1;
        var lines = sdp.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].StartsWith("m=", StringComparison.Ordinal))
                seen++;
            if (seen >= media && lines[i].StartsWith(start, StringComparison.Ordinal))
                return i + 1;
        }

        throw new InvalidOperationException($"No line starts with {start}.");
    }

    /// <summary>Replaces the first occurrence at or after the m-line <paramref name="media"/>, which must exist.</summary>
    public static string With(string sdp, string old, string changed, int media = -1)
    {
        var from = 0;
        for (var i = 0; i <= media; i++)
            from = sdp.IndexOf("\nm=", from + (i == 0 ? 0 : 1), StringComparison.Ordinal);
        var at = sdp.IndexOf(old, from, StringComparison.Ordinal);
        at.ShouldBeGreaterThanOrEqualTo(0, $"the sample has no {old}");
        return sdp[..at] + changed + sdp[(at + old.Length)..];
    }
}
