using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Matches;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Demo.Large;

/// <summary>The clients around one therapist of a large practice: most are in care, one in ten has therapists proposed. They have signed what there is to sign.</summary>
internal sealed class LargeClients(UnitOfWork work, SignInLinks links, DemoStaff staff, IReadOnlyList<ConsentDocument> documents, Instant now)
{
    private const int ChoosingEach = 10;
    private const int Proposals = 3;

    private static readonly string[] FirstNames =
        ["Ada", "Ben", "Cleo", "Dan", "Esme", "Farid", "Gina", "Hal", "Ida", "Jon", "Kira", "Leo", "Mona", "Nils", "Oda", "Paul", "Rhea", "Sami", "Tara", "Ugo", "Vera", "Will", "Xena", "Yuri", "Zoe"];

    private static readonly string[] LastNames =
        ["Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Gorse", "Hazel", "Ivy", "Juniper", "Kapok", "Larch", "Maple", "Nutmeg", "Oak", "Pine", "Quince", "Rowan", "Spruce", "Tamarack", "Umber", "Viburnum", "Willow", "Yew"];

    public List<Client> InCare { get; } = [];

    /// <summary>Of their links, in the order in which they were added.</summary>
    public List<string> Tokens { get; } = [];

    /// <param name="number">Of all clients.</param>
    /// <param name="therapist">The therapist's.</param>
    /// <param name="its">Whom this therapist is like.</param>
    public void Add(int number, int therapist, DemoTherapist its)
    {
        var isChoosing = number % ChoosingEach == ChoosingEach - 1;
        var region = its.Licences.First(licence => licence.DaysLeft > 0).Region;
        var address = $"client-{number + 1}@load.example";
        var asked = now - Duration.FromDays(200 + number % 100);
        var client = new Client
        {
            Stage = isChoosing ? ClientStage.Matching : ClientStage.InCare,
            Name = $"{FirstNames[number % FirstNames.Length]} {LastNames[number / FirstNames.Length % LastNames.Length]}",
            Email = address,
            EmailHash = work.Vault.EmailHash(address),
            Population = Population.Adult,
            Region = Region.Parse(region),
            Zone = DemoClient.ZoneOf(region),
            Language = "en",
            Suitable = (number % 3) switch { 0 => SuitableTimes.Evening, 1 => SuitableTimes.Midday, _ => SuitableTimes.EarlyMorning },
            TherapistId = isChoosing ? null : staff.Therapists[therapist],
            IntakeStaffId = staff.Intake,
            CreatedAt = asked,
        };
        work.Db.Add(client);
        work.Db.Add(new EmergencyContact { ClientId = client.Id, Name = $"Robin {LastNames[number % LastNames.Length]}", Phone = $"+1 {201 + number % 700} 555 01{number % 100:00}", Relationship = "Sibling" });
        foreach (var document in documents)
        {
            work.Db.Add(new ConsentSignature
            {
                ClientId = client.Id,
                DocumentId = document.Id,
                Kind = document.Kind,
                Edition = document.Edition,
                TypedName = client.Name.Value,
                SignedAt = asked,
                Address = "192.0.2.17",
            });
        }

        if (isChoosing) Propose(client, region, number);
        else
        {
            work.Db.Add(new CareRelation { ClientId = client.Id, TherapistId = staff.Therapists[therapist], From = asked + Duration.FromDays(6) });
            InCare.Add(client);
        }

        var user = DemoAccounts.New(work, address, PortalRole.Client, client.Id);
        Tokens.Add(links.Add(LinkPurpose.SignIn, user.Id, LargePractice.LinkLifetime));
    }

    private void Propose(Client client, string region, int number)
    {
        var round = new MatchRound { ClientId = client.Id, MadeAt = now - Duration.FromHours(6), MadeById = staff.Intake };
        work.Db.Add(round);
        var rank = 0;
        for (var looked = 0; looked < staff.Therapists.Count && rank < Proposals; looked++)
        {
            var index = (number + looked) % staff.Therapists.Count; // not the same ones for everybody: each begins to look at another place
            var its = DemoTherapist.All[index % DemoTherapist.All.Count];
            if (!its.TakesNew || !its.Populations.Contains(Population.Adult) || !its.Licences.Any(licence => licence.Region == region && licence.DaysLeft > 30)) continue;
            rank++;
            work.Db.Add(new MatchProposal
            {
                RoundId = round.Id,
                ClientId = client.Id,
                TherapistId = staff.Therapists[index],
                Rank = rank,
                Score = 92 - rank * 9,
                ReasonsForStaff = new[] { $"Licensed in {region}" },
                ReasonsForClient = new[] { "May practise where you live" },
                State = ProposalState.Offered,
            });
        }
    }
}
