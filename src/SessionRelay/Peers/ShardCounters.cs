using System.Collections.Concurrent;

namespace SessionRelay.Peers;

/// <summary>
/// What one shard counts. Written by its thread alone with plain additions; read by any thread, which may see a figure a moment late.
/// </summary>
internal sealed class ShardCounters
{
    /// <summary>Handshake durations kept for the next scrape; more are not measured until then.</summary>
    private const int MaxHandshakes = 1024;

    public long PacketsInAudio;
    public long PacketsInVideo;
    public long PacketsOutAudio;
    public long PacketsOutVideo;
    public long BytesInAudio;
    public long BytesInVideo;
    public long BytesOutAudio;
    public long BytesOutVideo;
    public long LostIn;
    public long AudioRecovered;
    public long LostOut;
    public long NacksSent;
    public long NacksAnswered;
    public long NacksUnanswered;
    public long KeyframeRequests;
    public long FingerprintMismatches;
    public long DtlsTimeouts;
    public long DtlsProtocolFailures;
    public int Rooms;
    public int Peers;

    private readonly long[] _drops = new long[Enum.GetValues<DropReason>().Length];
    private readonly ConcurrentQueue<double> _handshakeSeconds = new();

    public long Drops(DropReason reason) => Volatile.Read(ref _drops[(int)reason]);

    public void Drop(DropReason reason) => _drops[(int)reason]++;

    public void AddHandshake(TimeSpan duration)
    {
        if (_handshakeSeconds.Count < MaxHandshakes)
            _handshakeSeconds.Enqueue(duration.TotalSeconds);
    }

    public void TakeHandshakes(List<double> into)
    {
        while (_handshakeSeconds.TryDequeue(out var seconds))
            into.Add(seconds);
    }
}
