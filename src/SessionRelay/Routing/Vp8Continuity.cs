using SessionRelay.Rtp;

namespace SessionRelay.Routing;

/// <summary>
/// Keeps picture ids, TL0PICIDX and KEYIDX of a slot rising by one across its sources (RFC 7741 section 4.2): a decoder that meets a jump waits for frames that will
/// never come, and freezes. Not thread safe, allocates nothing.
/// </summary>
internal sealed class Vp8Continuity
{
    private const int MaxJump = 1000; // half a minute of lost frames; more is an encoder that counts anew

    private readonly SequenceMapper _pictureIds = new();
    private byte _bits;
    private long _lastPictureId;
    private byte _tl0Shift;
    private byte _lastTl0PicIdx;
    private byte _keyShift;
    private byte _lastKeyIdx;

    /// <summary>The first packet of a new source: its frame follows the last one that was sent.</summary>
    public void Start(in Vp8PayloadDescriptor vp8)
    {
        _tl0Shift = (byte)(_lastTl0PicIdx + 1 - vp8.Tl0PicIdx);
        _keyShift = (byte)(_lastKeyIdx + 1 - vp8.KeyIdx);
        StartPictureIds(vp8);
    }

    /// <summary>The values that a packet of the current source goes out with. False when its frame is from before the start or was left out.</summary>
    /// <param name="isNewest">No newer packet of the source has been seen.</param>
    public bool TryMap(in Vp8PayloadDescriptor vp8, bool isNewest, out ushort pictureId, out byte tl0PicIdx, out byte keyIdx)
    {
        pictureId = 0;
        tl0PicIdx = (byte)(vp8.Tl0PicIdx + _tl0Shift);
        keyIdx = (byte)((vp8.KeyIdx + _keyShift) & 0x1F);
        if (vp8.HasPictureId)
        {
            var unwrapped = Unwrap(vp8);
            if (vp8.PictureIdBits != _bits || (isNewest && Math.Abs(unwrapped - _pictureIds.Highest) > MaxJump))
            {
                if (!isNewest)
                    return false;

                StartPictureIds(vp8);
                unwrapped = Unwrap(vp8);
            }

            if (!_pictureIds.TryMap(unwrapped, out var mapped))
                return false;

            _lastPictureId = Math.Max(_lastPictureId, mapped);
            pictureId = (ushort)(mapped & 0x7FFF);
        }

        if (isNewest)
        {
            _lastTl0PicIdx = vp8.HasTl0PicIdx ? tl0PicIdx : _lastTl0PicIdx;
            _lastKeyIdx = vp8.HasKeyIdx ? keyIdx : _lastKeyIdx;
        }

        return true;
    }

    /// <summary>A frame that is not forwarded (a temporal layer) takes no picture id. Called for each of its packets, it counts once.</summary>
    public void LeaveOut(in Vp8PayloadDescriptor vp8)
    {
        if (vp8.HasPictureId && vp8.PictureIdBits == _bits)
            _pictureIds.TryLeaveOut(Unwrap(vp8));
    }

    private void StartPictureIds(in Vp8PayloadDescriptor vp8)
    {
        _bits = vp8.PictureIdBits;
        _pictureIds.Start(vp8.PictureId + 65536L, _lastPictureId + 1);
    }

    private long Unwrap(in Vp8PayloadDescriptor vp8)
    {
        var reference = _pictureIds.Highest;
        var difference = (int)(vp8.PictureId - reference);
        var unused = 32 - vp8.PictureIdBits;
        return reference + (difference << unused >> unused);
    }
}
