using SessionRelay.Wire;

namespace SessionRelay.Routing;

/// <summary>
/// The encodings of one shard that hold packets of the batch that is being received. They are forwarded when the batch has been read, so sound, which goes out at once,
/// never waits behind a burst of pictures. One shard's thread; allocates nothing once it has grown to the shard's number of cameras.
/// </summary>
internal sealed class HeldVideo
{
    private readonly List<VideoLayer> _layers = [];

    /// <summary>Called with the first packet that an encoding holds.</summary>
    public void Add(VideoLayer layer) => _layers.Add(layer);

    /// <summary>Forwards all that is held. A defect in one encoding is told and leaves the others as they are.</summary>
    public void Forward(MonotonicTime now, Action<Exception> onFault)
    {
        for (var i = 0; i < _layers.Count; i++)
        {
            try
            {
                _layers[i].ForwardHeld(now);
            }
            catch (Exception fault)
            {
                onFault(fault);
            }
        }

        _layers.Clear();
    }
}
