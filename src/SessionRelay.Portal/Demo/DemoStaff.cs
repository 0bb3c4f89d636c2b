using NodaTime;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Sealing;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Demo;

/// <summary>The people of the demo's practice, as rows of its tables.</summary>
/// <param name="work">Where they go.</param>
/// <param name="today">Licences and the like begin and end around it.</param>
internal sealed class DemoStaff(UnitOfWork work, LocalDate today)
{
    /// <summary>The address under which one person of each role is found by <see cref="DemoPeople"/>.</summary>
    public static string AddressOf(string name) => $"{name}@linden.example";

    public Guid Owner { get; private set; }

    public Guid Intake { get; private set; }

    /// <summary>In the order of <see cref="DemoTherapist.All"/>; the first is the one whose link is printed.</summary>
    public List<Guid> Therapists { get; } = [];

    public Guid Room { get; private set; }

    public Dictionary<string, Guid> Insurers { get; } = [];

    public void Add()
    {
        AddPlaces();
        Owner = AddMember("Rosalind Achterberg", "Practice owner", "America/New_York", PortalRole.Owner, AddressOf("owner"));
        Intake = AddMember("Miriam Castellanos", "Intake clinician, LMHC", "America/New_York", PortalRole.Intake | PortalRole.Therapist, AddressOf("intake")); // holds sessions too
        AddMember("Tobias Lindqvist", "Intake coordinator", "America/Chicago", PortalRole.Intake, AddressOf("tobias.lindqvist"));
        AddIntakeClinician();
        foreach (var therapist in DemoTherapist.All) Therapists.Add(AddTherapist(therapist, Therapists.Count == 0 ? AddressOf("therapist") : null));
    }

    /// <summary>Further therapists after the pattern of the twelve, until there are so many.</summary>
    public void AddMore(int count)
    {
        while (Therapists.Count < count)
        {
            var number = Therapists.Count;
            var pattern = DemoTherapist.All[number % DemoTherapist.All.Count];
            Therapists.Add(AddTherapist(pattern with { Name = $"{pattern.Name} {number + 1}" }, AddressOf($"therapist-{number + 1}")));
        }
    }

    private void AddPlaces()
    {
        var room = new PracticeRoom { Name = "Garden room", Address = "14 Linden Street, 2nd floor, New York, NY 10011" };
        work.Db.AddRange(room, new PracticeRoom { Name = "Corner room", Address = "14 Linden Street, 2nd floor, New York, NY 10011" });
        Room = room.Id;
        foreach (var (name, plans, note) in DemoTherapist.Insurers)
        {
            var insurer = new Insurer { Name = name, Plans = plans, CopayNote = note };
            work.Db.Add(insurer);
            Insurers.Add(name, insurer.Id);
        }
    }

    /// <summary>The intake clinician has sessions too, and so hours and licences.</summary>
    private void AddIntakeClinician()
    {
        work.Db.Add(new TherapistProfile
        {
            Id = Intake,
            AcceptsNewClients = false,
            Populations = [Population.Adult, Population.Teen, Population.Couple, Population.Family],
            Formats = CareFormat.Video | CareFormat.Phone,
            Languages = ["en", "es"],
            Lengths = [15, 45, 50, 60],
            About = "Listens first, and finds with you what would help.",
        });
        foreach (var region in DemoTherapist.Regions) AddLicence(Intake, region, 900, "IN");
        AddHours(Intake, "12345", 9, 17, CareFormat.Video | CareFormat.Phone);
    }

    private Guid AddTherapist(DemoTherapist its, string? address)
    {
        var id = AddMember(its.Name, its.Title, its.Zone, PortalRole.Therapist, address ?? AddressOf(its.Name.Replace("Dr. ", "").Replace(' ', '.').ToLowerInvariant()));
        work.Db.Add(new TherapistProfile
        {
            Id = id,
            AcceptsNewClients = its.TakesNew,
            Populations = its.Populations,
            Formats = its.Formats,
            Languages = its.Languages,
            Concerns = its.Concerns,
            Approaches = its.Approaches,
            Traits = its.Traits,
            CaseloadLimit = its.Caseload,
            Lengths = its.Lengths,
            MaxPerDay = its.MaxPerDay,
            About = its.About,
            FeeNote = $"${its.Fee} for 50 minutes without insurance.",
        });
        foreach (var (region, daysLeft) in its.Licences) AddLicence(id, region, daysLeft, its.Name[^3..].ToUpperInvariant());
        foreach (var (days, from, to) in its.Hours) AddHours(id, days, from, to, its.Formats & CareFormat.Bookable);
        foreach (var insurer in its.Networks) work.Db.Add(new TherapistNetwork { StaffId = id, InsurerId = Insurers[insurer] });
        work.Db.Add(new StaffCredential
        {
            StaffId = id,
            Kind = CredentialKind.LiabilityInsurance,
            Title = "Prairie Mutual, professional liability",
            Number = $"PM-{4100 + Therapists.Count}",
            From = today.PlusDays(its.InsuranceDaysLeft - 365),
            Until = today.PlusDays(its.InsuranceDaysLeft),
        });
        work.Db.Add(new StaffCredential
        {
            StaffId = id,
            Kind = CredentialKind.ContinuingEducation,
            Title = "Ethics and telehealth, yearly course",
            Hours = 6,
            From = today.PlusDays(-120),
            Until = today.PlusDays(245),
        });
        return id;
    }

    private const string StoryNumber = "+15035550117"; // of those that North America keeps for stories

    private Guid AddMember(string name, string title, string zone, PortalRole roles, string address)
    {
        var user = DemoAccounts.New(work, address, roles);
        var member = new StaffMember { Name = name, Title = title, Zone = zone, Roles = roles, UserId = user.Id, Phone = roles.HasFlag(PortalRole.Therapist) ? new Sealed<string>(StoryNumber) : null };
        work.Db.Add(member);
        return member.Id;
    }

    private void AddLicence(Guid staff, string region, int daysLeft, string mark) => work.Db.Add(new StaffLicence
    {
        StaffId = staff,
        Region = Region.Parse(region),
        From = today.PlusDays(daysLeft - 1095),
        Until = today.PlusDays(daysLeft),
        Number = $"{region[3..]}-{mark}-{20_000 + (daysLeft + region[4]) * 7 % 9_000}",
    });

    private void AddHours(Guid staff, string days, int from, int to, CareFormat formats)
    {
        foreach (var day in days)
            work.Db.Add(new WeeklyHoursRow { StaffId = staff, Day = (IsoDayOfWeek)(day - '0'), FromMinute = from * 60, ToMinute = to * 60, Formats = formats });
    }
}
