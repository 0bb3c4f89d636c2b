using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Screening;

namespace SessionRelay.Portal.Demo;

/// <summary>The demo's clients with all that they have written and signed, as rows; what is booked comes afterwards, by <see cref="DemoBookings"/>.</summary>
internal sealed class DemoClients(UnitOfWork work, DemoStaff staff, IReadOnlyList<ConsentDocument> documents, Instant now)
{
    /// <summary>Of those who are more than a request: how they are known and who belongs to them.</summary>
    public List<(DemoClient Its, Client Client, IReadOnlyList<HouseholdMember> Others)> Added { get; } = [];

    public void Add()
    {
        for (var number = 0; number < DemoClient.All.Count; number++) Add(DemoClient.All[number], number);
    }

    private void Add(DemoClient its, int number)
    {
        var asked = now - Duration.FromHours(its.HoursAgo);
        var request = Request(its, number, asked);
        if (its.Stage == DemoStage.Waiting)
        {
            work.Db.Add(request);
            if (its.InDanger) work.Db.Add(new SafetyFlag { ContactRequestId = request.Id, Source = FlagSource.FirstContact, RaisedAt = asked });
            return;
        }

        var client = NewClient(its, number, asked);
        work.Db.Add(client);
        (request.ClientId, request.State, request.AssignedToId, request.AssignedAt) = (client.Id, RequestState.Assigned, staff.Intake, asked + Duration.FromHours(3));
        if (its.Stage >= DemoStage.Assessed) request.State = RequestState.Done;
        work.Db.Add(request);
        DemoAccounts.New(work, number == 0 ? DemoStaff.AddressOf("client") : AddressOf(its.Name), PortalRole.Client, client.Id);
        var others = its.Others.Select((other, index) => NewMember(client, other, index, number)).ToList();
        work.Db.AddRange(others);
        work.Db.Add(new EmergencyContact { ClientId = client.Id, Name = its.Others is [var first, ..] ? first.Name : "Robin " + its.Name.Split(' ')[1], Phone = PhoneOf(number, 7), Relationship = its.Others.Length > 0 ? its.Others[0].Who : "Sibling" });
        if (its.Insurer is { } insurer)
            work.Db.Add(new ClientInsurance { ClientId = client.Id, InsurerId = staff.Insurers[insurer], Plan = PlanOf(insurer), MemberNumber = $"{insurer[..2].ToUpperInvariant()}{884_200 + number * 37}" });
        if (its.Stage != DemoStage.ConsentsMissing) Sign(client, others, asked);
        AddForms(its, client, number, asked);
        if (its.Stage >= DemoStage.Assessed) Assess(its, client, asked + Duration.FromHours(30));
        if (its.Stage is DemoStage.Proposed or DemoStage.Offered) Propose(its, client);
        if (its.Therapist >= 0) AddCare(its, client, asked + Duration.FromDays(6));
        Added.Add((its, client, others));
    }

    private ContactRequest Request(DemoClient its, int number, Instant asked)
    {
        var address = number == 0 ? DemoStaff.AddressOf("client") : AddressOf(its.Name);
        return new ContactRequest
        {
            ReceivedAt = asked,
            InDanger = its.InDanger,
            Population = its.For,
            Region = Region.Parse(its.Region),
            Zone = its.Zone,
            Language = "en",
            Name = its.Name,
            Email = address,
            EmailHash = work.Vault.EmailHash(address),
            Phone = PhoneOf(number, 1),
            PhoneHash = work.Vault.PhoneHash(PhoneOf(number, 1)),
            Guardian = its.For == Population.Teen ? new Sealed<GuardianContact>(new(its.Others[0].Name, AddressOf(its.Others[0].Name), PhoneOf(number, 2), its.Others[0].Who)) : null,
            Answers = new ContactAnswers
            {
                Concerns = its.Concerns,
                Formats = CareFormat.Video,
                Suitable = (number % 3) switch { 0 => SuitableTimes.Evening, 1 => SuitableTimes.Midday | SuitableTimes.Evening, _ => SuitableTimes.EarlyMorning },
                Insurer = its.Insurer,
                OwnWords = its.Words.Length > 0 ? its.Words : null,
                Reach = "email",
            },
        };
    }

    private Client NewClient(DemoClient its, int number, Instant asked)
    {
        var address = number == 0 ? DemoStaff.AddressOf("client") : AddressOf(its.Name);
        return new Client
        {
            Stage = its.Stage switch
            {
                DemoStage.ConsentsMissing or DemoStage.FormsOpen or DemoStage.IntakeBooked => ClientStage.Intake,
                DemoStage.Assessed => ClientStage.Assessed,
                DemoStage.Referred => ClientStage.Referred,
                DemoStage.Proposed or DemoStage.Offered => ClientStage.Matching,
                DemoStage.Ended => ClientStage.Ended,
                _ => ClientStage.InCare,
            },
            Name = its.Name,
            CalledName = its.Name.Split(' ')[0],
            Email = address,
            EmailHash = work.Vault.EmailHash(address),
            Phone = PhoneOf(number, 1),
            PhoneHash = work.Vault.PhoneHash(PhoneOf(number, 1)),
            BornOn = its.For == Population.Teen ? new LocalDate(2010 + number % 2, 1 + number % 12, 9) : new LocalDate(1962 + number % 35, 1 + number % 12, 1 + number % 27),
            Population = its.For,
            Region = Region.Parse(its.Region),
            Zone = its.Zone,
            Language = "en",
            Suitable = SuitableTimes.Midday | SuitableTimes.Evening,
            TherapistId = its.Therapist >= 0 && its.Stage != DemoStage.Ended ? staff.Therapists[its.Therapist] : null,
            IntakeStaffId = staff.Intake,
            CreatedAt = asked,
            HasOpenFlag = its.InDanger,
        };
    }

    private HouseholdMember NewMember(Client client, (string Name, string Who, string Region) other, int index, int number)
    {
        var role = client.Population switch { Population.Teen => HouseholdRole.Guardian, Population.Couple => HouseholdRole.Partner, _ => HouseholdRole.FamilyMember };
        var address = AddressOf(other.Name);
        return new HouseholdMember
        {
            ClientId = client.Id,
            UserId = role == HouseholdRole.Guardian ? DemoAccounts.New(work, address, PortalRole.Guardian, client.Id).Id : null,
            Role = role,
            Name = other.Name,
            Relationship = other.Who,
            Email = address,
            EmailHash = work.Vault.EmailHash(address),
            Phone = PhoneOf(number, 3 + index),
            PhoneHash = work.Vault.PhoneHash(PhoneOf(number, 3 + index)),
            Region = Region.Parse(other.Region),
            Zone = DemoClient.ZoneOf(other.Region),
        };
    }

    private void Sign(Client client, List<HouseholdMember> others, Instant asked)
    {
        foreach (var document in documents)
        {
            SignAs(null, client.Name.Value);
            foreach (var guardian in others.Where(other => other.Role == HouseholdRole.Guardian)) SignAs(guardian.Id, guardian.Name.Value);

            void SignAs(Guid? member, string name) => work.Db.Add(new ConsentSignature
            {
                ClientId = client.Id,
                DocumentId = document.Id,
                Kind = document.Kind,
                Edition = document.Edition,
                MemberId = member,
                TypedName = name,
                SignedAt = asked + Duration.FromHours(8),
                Address = "192.0.2.17",
            });
        }
    }

    private void AddForms(DemoClient its, Client client, int number, Instant asked)
    {
        if (its.Stage == DemoStage.ConsentsMissing) return;
        var isOpen = its.Stage == DemoStage.FormsOpen;
        foreach (var instrument in Instrument.All)
        {
            if (isOpen && instrument != Instrument.Phq9) continue;
            var answers = Enumerable.Range(0, instrument.Items.Count).Select(item => (int?)((item * 5 + number * 3) % 7 % 4)).ToArray();
            if (instrument.SelfHarmItem is { } asks) answers[asks - 1] = its.InDanger ? 1 : isOpen ? null : 0;
            if (isOpen) Array.Clear(answers, 5, 2);
            work.Db.Add(new ScreeningForm
            {
                ClientId = client.Id,
                Instrument = instrument.Name,
                Answers = answers,
                StartedAt = asked + Duration.FromHours(9),
                FinishedAt = isOpen ? null : asked + Duration.FromHours(9) + Duration.FromMinutes(4),
            });
        }

        if (its.InDanger) work.Db.Add(new SafetyFlag { ClientId = client.Id, Source = FlagSource.SelfHarmItem, RaisedAt = asked + Duration.FromHours(9) });
    }

    private void Assess(DemoClient its, Client client, Instant at)
    {
        var assessment = new Assessment
        {
            ClientId = client.Id,
            ClinicianId = staff.Intake,
            At = at,
            Level = its.Level,
            NeedsMedicationManagement = its.Concerns.Contains(Concern.Depression),
            Findings = new AssessmentFindings
            {
                Needs = "Regular sessions, a steady hour, room to begin slowly.",
                Goals = "To sleep through, and to look forward to something again.",
                Symptoms = "Tense for some months; sleeps badly; works anyway.",
                Risk = its.Level == LevelOfCare.Teletherapy ? "None found." : "More support needed than weekly sessions give.",
                Concerns = its.Concerns,
                Approaches = [Approach.Cbt],
            },
        };
        work.Db.Add(assessment);
        if (CareEffects.Of(its.Level) is not { Referral: { } kind } effects) return;
        work.Db.Add(new Referral
        {
            ClientId = client.Id,
            AssessmentId = assessment.Id,
            Kind = kind,
            OpenedAt = at,
            FollowUpAt = now + effects.FollowUpWithin!.Value,
            Contacts = "Riverside Day Clinic, +1 212 555 0144, riverside.example",
            State = its.Level == LevelOfCare.InPerson ? ReferralState.TakenUp : ReferralState.Open,
        });
    }

    /// <summary>As the matching answered then; asked anew, it finds what is true now.</summary>
    private void Propose(DemoClient its, Client client)
    {
        var round = new MatchRound { ClientId = client.Id, MadeAt = now - Duration.FromHours(6), MadeById = staff.Intake };
        work.Db.Add(round);
        var licensed = DemoTherapist.All
            .Select((therapist, index) => (therapist, index))
            .Where(pair => pair.therapist.TakesNew && pair.therapist.Licences.Any(licence => licence.Region == its.Region && licence.DaysLeft > 0) && pair.therapist.Populations.Contains(its.For))
            .OrderByDescending(pair => pair.therapist.Concerns.Intersect(its.Concerns).Count())
            .Take(3);
        var rank = 0;
        foreach (var (therapist, index) in licensed)
        {
            rank++;
            work.Db.Add(new MatchProposal
            {
                RoundId = round.Id,
                ClientId = client.Id,
                TherapistId = staff.Therapists[index],
                Rank = rank,
                Score = 92 - rank * 9,
                ReasonsForStaff = new[] { $"Licensed in {its.Region}", $"Treats {therapist.Concerns.Intersect(its.Concerns).Count()} of {its.Concerns.Length} concerns" },
                ReasonsForClient = new[] { "May practise where you live", "Knows what you told us about" },
                State = its.Stage == DemoStage.Offered ? ProposalState.Offered : ProposalState.Proposed,
            });
        }
    }

    private void AddCare(DemoClient its, Client client, Instant from)
    {
        Guid? before = its.Stage == DemoStage.Changed ? staff.Therapists[(its.Therapist + 7) % staff.Therapists.Count] : null;
        if (before is { } former)
        {
            var changed = from + Duration.FromDays(20);
            work.Db.Add(new CareRelation { ClientId = client.Id, TherapistId = former, From = from, Until = changed });
            work.Db.Add(new TherapistChange { ClientId = client.Id, TherapistId = former, AskedAt = changed - Duration.FromDays(1), Reason = "I would like somebody who asks more.", IsFree = true, Released = 2, State = ChangeState.Done });
            from = changed;
        }

        work.Db.Add(new CareRelation { ClientId = client.Id, TherapistId = staff.Therapists[its.Therapist], From = from, Until = its.Stage == DemoStage.Ended ? now - Duration.FromDays(5) : null });
    }

    private static string PlanOf(string insurer) => DemoTherapist.Insurers.Single(known => known.Name == insurer).Plans[0];

    private static string AddressOf(string name) => name.Replace(' ', '.').ToLowerInvariant() + "@home.example";

    /// <summary>Numbers that nobody has: 555-0100 to 555-0199.</summary>
    private static string PhoneOf(int number, int which) => $"+1 {201 + which * 100 + number} 555 01{(number * 7 + which) % 100:00}";
}
