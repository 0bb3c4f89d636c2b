using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Journeys.Bookings;

/// <summary>What somebody wants to book, before a time is chosen.</summary>
/// <param name="TherapistId">With whom.</param>
/// <param name="Client">Whose care it is; always takes part.</param>
/// <param name="Others">Who else of the household takes part.</param>
/// <param name="Minutes">The length.</param>
/// <param name="Format">How.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Holder">Who asks.</param>
/// <param name="ByStaff">Notice and horizon don't count.</param>
internal sealed record SessionWish(
    Guid TherapistId, Client Client, IReadOnlyList<HouseholdMember> Others, int Minutes, CareFormat Format, BookingKind Kind, string Holder, bool ByStaff = false)
{
    public BookingRequest At(Instant start, Guid? room) => new(TherapistId, Client.Id, start, Minutes, Format, Kind, Holder)
    {
        Participants =
        [
            new ParticipantRequest(null, Client.Zone, Client.Region),
            .. Others.Select(member => new ParticipantRequest(member.Id, member.Zone, member.Region)),
        ],
        RoomId = room,
        ByStaff = ByStaff,
    };
}

/// <summary>What a therapist offers clients to choose from.</summary>
internal sealed record TherapistOffer(Guid Id, string Name, DateTimeZone Zone, IReadOnlyList<int> Lengths, IReadOnlyList<CareFormat> Formats)
{
    private static readonly CareFormat[] Kinds = [CareFormat.Video, CareFormat.Phone, CareFormat.InPerson];

    public static TherapistOffer Of(Data.Staff.StaffMember member, Data.Staff.TherapistProfile profile) => new(
        member.Id,
        member.Name.Value,
        ZoneData.Current.OrUtc(member.Zone),
        [.. profile.Lengths.Where(length => length != BookingPolicy.ConsultationMinutes).Order()],
        [.. Kinds.Where(format => profile.Formats.HasFlag(format))]);
}

/// <summary>A day of free times on the viewer's calendar.</summary>
internal sealed record FreeDay(LocalDate Date, IReadOnlyList<Instant> Starts);

/// <summary>Free times of some days.</summary>
/// <param name="Zone">The viewer's.</param>
/// <param name="First">The first date.</param>
/// <param name="Last">The last date.</param>
/// <param name="Days">Those with free times.</param>
/// <param name="Earlier">Where the page before begins; null on the first.</param>
/// <param name="Later">Where the next page begins; null at the end of what can be booked.</param>
/// <param name="NextFree">When these days have none: the first day after them that has.</param>
internal sealed record FreeTimesView(DateTimeZone Zone, LocalDate First, LocalDate Last, IReadOnlyList<FreeDay> Days, LocalDate? Earlier, LocalDate? Later, LocalDate? NextFree);
