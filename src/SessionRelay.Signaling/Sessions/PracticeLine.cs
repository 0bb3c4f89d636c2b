using Microsoft.Extensions.Options;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Sessions;

/// <summary>Where people reach the practice by phone when their connection stays away.</summary>
internal sealed class PracticeLine(IOptions<PhoneSettings> settings, IPracticeNumber? practice = null)
{
    /// <summary><c>Phone:PracticeNumber</c>, or else what the host of this node knows; null when nobody has said one.</summary>
    public string? Number => settings.Value.PracticeNumber ?? practice?.Number;

    /// <summary>ISO 3166-1: the practice's own country, and that of <see cref="Number"/> when it has no country code; null when nobody has said.</summary>
    public string? Region => practice?.Region;
}
