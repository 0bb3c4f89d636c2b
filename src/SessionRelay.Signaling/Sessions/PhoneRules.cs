using Microsoft.Extensions.Options;
using PhoneNumbers;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Signaling.Sessions;

/// <summary>
/// Whether this node calls people, and whom: a trunk that calls any number for anybody with a link is what toll fraud lives on. Any thread.
/// </summary>
internal sealed class PhoneRules(IOptions<PhoneSettings> settings, PracticeLine practice)
{
    /// <summary>Calls of one participant in one session, whoever dials, answered or not: protocol.md.</summary>
    public const int CallsEach = 3;

    private static readonly Lazy<PhoneNumberUtil> Plans = new(PhoneNumberUtil.GetInstance);

    /// <summary>This node dials by itself.</summary>
    public bool HasTrunk => settings.Value.HasTrunk;

    /// <summary>
    /// A person's number, fixed or mobile, of a country that may be called. Premium rate, shared cost, personal and company numbers, pagers and voice mail are never
    /// a person who waits to be called back, and cost whatever their owner likes.
    /// </summary>
    /// <param name="number">E.164 with +.</param>
    public bool Allows(string number)
    {
        if (Read(number) is not { } known || !Plans.Value.IsValidNumber(known) || known.HasExtension) return false;
        if (Plans.Value.GetNumberType(known) is not (PhoneNumberType.FIXED_LINE or PhoneNumberType.MOBILE or PhoneNumberType.FIXED_LINE_OR_MOBILE or PhoneNumberType.VOIP)) return false;
        return Plans.Value.GetRegionCodeForNumber(known) is { } region && IsAllowed(region);
    }

    /// <summary>As people write it, with its country: <c>+44 20 7946 0018</c>. What is no number stands as it is.</summary>
    /// <param name="number">E.164 with +.</param>
    public static string Written(string number) => Read(number) is { } known ? Plans.Value.Format(known, PhoneNumberFormat.INTERNATIONAL) : number;

    private bool IsAllowed(string region)
    {
        if (settings.Value.Countries is { Count: > 0 } countries) return countries.Contains(region, StringComparer.OrdinalIgnoreCase);
        return (RegionOf(practice.Number) ?? practice.Region) == region;
    }

    /// <summary>Null where the number has no country code and nobody says the country. A number that is in no plan still has its country code's main region.</summary>
    private string? RegionOf(string? own)
    {
        if (own is null || Read(own, practice.Region) is not { } known) return null;
        return Plans.Value.GetRegionCodeForNumber(known) ?? Plans.Value.GetRegionCodeForCountryCode(known.CountryCode);
    }

    private static PhoneNumber? Read(string number, string? region = null)
    {
        try
        {
            return Plans.Value.Parse(number, region);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
