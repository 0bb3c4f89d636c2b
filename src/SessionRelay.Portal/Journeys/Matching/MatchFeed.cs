using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Domain.Scheduling;
using SessionRelay.Portal.Journeys.Care;

namespace SessionRelay.Portal.Journeys.Matching;

/// <summary>What pages show of a therapist.</summary>
/// <param name="Lengths">Of their sessions, in minutes.</param>
internal sealed record TherapistFacts(Guid Id, string Name, string? Title, string? About, string? FeeNote, IReadOnlyList<int> Lengths);

/// <summary>The domain's answer for a client, with who the therapists are.</summary>
/// <param name="Needs">What was asked.</param>
/// <param name="Match">The answer.</param>
/// <param name="People">Everybody who was looked at, by the id in the answer.</param>
/// <param name="IsAssessed">False while no clinician has recorded anything: teletherapy is only assumed.</param>
internal sealed record MatchAnswer(ClientNeeds Needs, Match Match, IReadOnlyDictionary<string, TherapistFacts> People, bool IsAssessed)
{
    public Proposal? ProposalOf(Guid therapistId) => Match.Proposed.FirstOrDefault(proposal => proposal.TherapistId == therapistId.ToString());
}

/// <summary>Another question than the usual one.</summary>
/// <param name="Place">Where the client will be.</param>
/// <param name="From">When the first session may be at the earliest.</param>
internal sealed record MatchWhen(ClientPlace Place, Instant From);

/// <summary>
/// The one way from what is stored to <see cref="Match.Of"/>: coordinator's list, client's list, the choice and the advice after a move all ask here, so that what one
/// shows the other doesn't refuse.
/// </summary>
internal sealed class MatchFeed(UnitOfWork work, ScheduleReader schedules, Assessments assessments, ClientPlaces places)
{
    /// <summary>The usual length of a session, in minutes: for it the licence must hold.</summary>
    public const int SessionMinutes = 50;

    private const int MostFreeStarts = 40;

    /// <summary>How far ahead free times are looked for.</summary>
    private static readonly Duration Ahead = Duration.FromDays(14);

    /// <param name="only">Whom to look at; everybody when null.</param>
    public async Task<MatchAnswer> AskAsync(Client client, CancellationToken cancel, IReadOnlyCollection<Guid>? only = null, MatchWhen? when = null)
    {
        var assessment = await assessments.LatestAsync(client.Id, cancel);
        var needs = await NeedsAsync(client, assessment, when, cancel);
        var (therapists, people) = await TherapistsAsync(only, cancel);
        var match = Match.Of(therapists, needs);
        if (match.Proposed.Count > 0)
        {
            // Free times cost most to find, and only count for those who pass.
            var passing = match.Proposed.Select(proposal => proposal.TherapistId).ToHashSet();
            for (var i = 0; i < therapists.Count; i++)
            {
                if (passing.Contains(therapists[i].Id)) therapists[i] = therapists[i] with { FreeStarts = await FreeStartsAsync(people[therapists[i].Id], client, needs, cancel) };
            }

            match = Match.Of(therapists, needs);
        }

        return new MatchAnswer(needs, match, people, assessment is not null);
    }

    private async Task<ClientNeeds> NeedsAsync(Client client, Assessment? assessment, MatchWhen? when, CancellationToken cancel)
    {
        var policy = await schedules.PolicyAsync(cancel);
        var earliest = FiveMinuteUnits.FromNumber(FiveMinuteUnits.NumberOf(work.Database.Clock.GetCurrentInstant() + policy.Notice) + 1);
        var start = when is null ? earliest : Instant.Max(earliest, when.From);
        var findings = assessment?.Findings.Value;
        return new ClientNeeds
        {
            Level = assessment?.Level ?? LevelOfCare.Teletherapy,
            Place = when?.Place ?? await places.AtAsync(client, start, cancel),
            Population = client.Population,
            Format = OneOf(client.PreferredFormat),
            Language = client.Language,
            Session = InstantRange.Of(start, SessionMinutes),
            Concerns = findings?.Concerns is { Count: > 0 } found ? found : await AskedConcernsAsync(client.Id, cancel),
            Approaches = findings?.Approaches ?? [],
            Preferences = findings?.Preferences ?? [],
            Insurance = await InsuranceAsync(client.Id, cancel),
            Suitable = client.Suitable,
            FormerTherapists = await FormerAsync(client, cancel),
        };
    }

    /// <summary>Everybody the client has or had, and whom they asked to leave.</summary>
    private async Task<IReadOnlyList<string>> FormerAsync(Client client, CancellationToken cancel)
    {
        var had = await work.Db.CareRelations.AsNoTracking().Where(relation => relation.ClientId == client.Id).ToListAsync(cancel);
        var left = await work.Db.TherapistChanges.AsNoTracking().Where(change => change.ClientId == client.Id && change.State != ChangeState.Withdrawn).ToListAsync(cancel);
        IEnumerable<Guid> present = client.TherapistId is { } now ? [now] : [];
        return [.. had.Select(relation => relation.TherapistId).Concat(left.Select(change => change.TherapistId)).Concat(present).Distinct().Select(id => id.ToString())];
    }

    private async Task<IReadOnlyList<Concern>> AskedConcernsAsync(Guid clientId, CancellationToken cancel) =>
        (await work.Db.ContactRequests.AsNoTracking().Where(request => request.ClientId == clientId).OrderByDescending(request => request.ReceivedAt).FirstOrDefaultAsync(cancel))
            ?.Answers.Value.Concerns ?? [];

    private async Task<InsurerPlan?> InsuranceAsync(Guid clientId, CancellationToken cancel)
    {
        if (await work.Db.ClientInsurances.AsNoTracking().FirstOrDefaultAsync(known => known.ClientId == clientId, cancel) is not { } insurance) return null;
        var name = insurance.InsurerId is { } id ? (await work.Db.Insurers.AsNoTracking().SingleOrDefaultAsync(known => known.Id == id, cancel))?.Name : insurance.OtherInsurer?.Value;
        return name is null ? null : new InsurerPlan(name, insurance.Plan);
    }

    private async Task<(List<Therapist> Therapists, Dictionary<string, TherapistFacts> People)> TherapistsAsync(IReadOnlyCollection<Guid>? only, CancellationToken cancel)
    {
        IQueryable<StaffMember> staff = work.Db.Staff.AsNoTracking().Where(member => member.IsActive);
        IQueryable<TherapistProfile> profiled = work.Db.Therapists.AsNoTracking();
        IQueryable<StaffLicence> licensed = work.Db.Licences.AsNoTracking();
        IQueryable<TherapistNetwork> connected = work.Db.TherapistNetworks.AsNoTracking();
        var cared = work.Db.Clients.Where(client => client.TherapistId != null);
        if (only is not null)
        {
            // A client looks at three of two hundred: the others' rows are not even read.
            Guid[] ids = [.. only];
            staff = staff.Where(member => ids.Contains(member.Id));
            profiled = profiled.Where(profile => ids.Contains(profile.Id));
            licensed = licensed.Where(licence => ids.Contains(licence.StaffId));
            connected = connected.Where(network => ids.Contains(network.StaffId));
            cared = cared.Where(client => ids.Contains(client.TherapistId!.Value));
        }

        var members = (await staff.ToListAsync(cancel)).Where(member => member.Roles.HasFlag(PortalRole.Therapist)).ToDictionary(member => member.Id);
        var profiles = (await profiled.ToListAsync(cancel)).Where(profile => members.ContainsKey(profile.Id)).ToList();
        var licences = (await licensed.ToListAsync(cancel)).ToLookup(licence => licence.StaffId);
        var insurers = await work.Db.Insurers.AsNoTracking().ToDictionaryAsync(insurer => insurer.Id, insurer => insurer.Name, cancel);
        var networks = (await connected.ToListAsync(cancel)).Where(network => insurers.ContainsKey(network.InsurerId)).ToLookup(network => network.StaffId);
        var caseloads = await cared.GroupBy(client => client.TherapistId!.Value)
            .Select(group => new { Id = group.Key, Count = group.Count() }).ToDictionaryAsync(group => group.Id, group => group.Count, cancel);

        List<Therapist> therapists = [];
        Dictionary<string, TherapistFacts> people = [];
        foreach (var profile in profiles)
        {
            var (id, member) = (profile.Id.ToString(), members[profile.Id]);
            people[id] = new TherapistFacts(profile.Id, member.Name.Value, member.Title, profile.About, profile.FeeNote, profile.Lengths);
            therapists.Add(new Therapist
            {
                Id = id,
                Licences = [.. licences[profile.Id].Select(licence => licence.AsRule())],
                Populations = profile.Populations,
                AcceptsNewClients = profile.AcceptsNewClients,
                Formats = profile.Formats,
                Languages = profile.Languages,
                Concerns = profile.Concerns,
                Approaches = profile.Approaches,
                Networks = [.. networks[profile.Id].Select(network => new InsurerNetwork(insurers[network.InsurerId], network.Plans))],
                Traits = profile.Traits,
                Caseload = caseloads.GetValueOrDefault(profile.Id),
                CaseloadLimit = Math.Max(1, profile.CaseloadLimit),
            });
        }

        return (therapists, people);
    }

    private async Task<IReadOnlyList<Instant>> FreeStartsAsync(TherapistFacts therapist, Client client, ClientNeeds needs, CancellationToken cancel)
    {
        if ((needs.Format & CareFormat.Bookable) == 0 || therapist.Lengths.Count == 0) return [];
        var minutes = therapist.Lengths.Contains(SessionMinutes) ? SessionMinutes : therapist.Lengths.Max();
        var span = new InstantRange(needs.Session.Start, needs.Session.Start + Ahead);
        var availability = await schedules.AvailabilityAsync(therapist.Id, new BookingWish(minutes, needs.Format, client.Id.ToString()), [client.Id], null, [needs.Place], span, cancel: cancel);
        return [.. FreeTimes.Search(availability).Take(MostFreeStarts)];
    }

    /// <summary>A match is made for one format: of several that suit, the first that can be booked.</summary>
    private static CareFormat OneOf(CareFormat wished)
    {
        foreach (var format in new[] { CareFormat.Video, CareFormat.Phone, CareFormat.InPerson, CareFormat.Messages })
        {
            if (wished.HasFlag(format)) return format;
        }

        return CareFormat.Video;
    }
}
