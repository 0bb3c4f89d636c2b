using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using NodaTime;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>Records that a test finds there when it begins, and the look into the database when it ends.</summary>
internal static class JourneyRecords
{
    public static Task<T> AskAsync<T>(this PortalApp app, Func<UnitOfWork, Task<T>> ask) => app.InDatabaseAsync(ask);

    /// <summary>Somebody has asked, a while ago.</summary>
    public static Task<Guid> RequestAsync(this PortalApp app, string name = "Ann Wetherby", Duration? ago = null, Population population = Population.Adult, bool hasRecord = false, string? email = null) => app.AskAsync(async work =>
    {
        var address = email ?? $"{Guid.NewGuid():N}@example.org";
        var client = hasRecord ? NewClient(name) : null;
        if (client is not null) work.Db.Add(client);
        var request = new ContactRequest
        {
            ReceivedAt = work.Database.Clock.GetCurrentInstant() - (ago ?? Duration.FromMinutes(5)),
            Population = population,
            Region = Region.Parse("US-NY"),
            Zone = "America/New_York",
            Language = "en",
            Name = name,
            Email = address,
            EmailHash = work.Vault.EmailHash(address),
            Answers = new ContactAnswers { Concerns = [Concern.Burnout], OwnWords = "I can't sleep" },
            ClientId = client?.Id,
        };
        if (population == Population.Teen) request.Guardian = new GuardianContact("Gwen Wetherby", $"{Guid.NewGuid():N}@example.org", null, "mother");
        work.Db.Add(request);
        await work.Db.SaveChangesAsync();
        return request.Id;
    });

    public static Task<Guid> FlagAsync(this PortalApp app) => app.AskAsync(async work =>
    {
        var client = NewClient("Fay Flagged");
        work.Db.Add(client);
        var flag = new SafetyFlag { ClientId = client.Id, Source = FlagSource.ClientPage, RaisedAt = work.Database.Clock.GetCurrentInstant() };
        work.Db.Add(flag);
        await work.Db.SaveChangesAsync();
        return flag.Id;
    });

    /// <summary>A client's record: this person's own, or of a teen whose guardian they are; nobody's without one.</summary>
    public static Task<Guid> ClientAsync(this PortalApp app, PortalUserRef? person = null, Population population = Population.Adult, string name = "Cleo Client") => app.AskAsync(async work =>
    {
        var client = NewClient(name, person?.Role == PortalRoles.Guardian ? Population.Teen : population);
        work.Db.Add(client);
        if (person?.Role == PortalRoles.Guardian)
            work.Db.Add(new HouseholdMember { ClientId = client.Id, UserId = person.Id, Role = HouseholdRole.Guardian, Name = "Gwen Guardian", Region = client.Region, Zone = client.Zone });
        await work.Db.SaveChangesAsync();
        if (person?.Role == PortalRoles.Client)
        {
            (await work.Db.Users.SingleAsync(user => user.Id == person.Id)).ClientId = client.Id;
            await work.Db.SaveChangesAsync();
        }

        return client.Id;
    });

    /// <summary>A therapist who works round the clock, licensed in New York.</summary>
    public static Task<Guid> TherapistAsync(this PortalApp app, string name = "Dr. Quillfeather", params int[] lengths) => app.AskAsync(async work =>
    {
        var member = new StaffMember { Name = name, Roles = PortalRole.Therapist, Zone = "America/New_York" };
        work.Db.Add(member);
        work.Db.Add(new TherapistProfile { Id = member.Id, Lengths = lengths.Length > 0 ? lengths : [15, 50], BufferMinutes = 10 });
        work.Db.Add(new StaffLicence { StaffId = member.Id, Region = Region.Parse("US-NY"), From = new LocalDate(2020, 1, 1), Until = new LocalDate(2099, 1, 1) });
        foreach (var day in Enum.GetValues<IsoDayOfWeek>().Where(day => day != IsoDayOfWeek.None))
            work.Db.Add(new WeeklyHoursRow { StaffId = member.Id, Day = day, FromMinute = 9 * 60, ToMinute = 17 * 60, Formats = CareFormat.Video });
        await work.Db.SaveChangesAsync();
        return member.Id;
    });

    /// <summary>A new edition of a document: everybody is asked again.</summary>
    public static Task<int> PublishAsync(this PortalApp app, ConsentKind kind, string text = "What we agree on.") => app.AskAsync(async work =>
    {
        var now = work.Database.Clock.GetCurrentInstant();
        var earlier = await work.Db.ConsentDocuments.Where(document => document.Kind == kind && document.Language == "en").ToListAsync();
        foreach (var document in earlier) document.ReplacedAt ??= now;
        work.Db.Add(new ConsentDocument { Kind = kind, Edition = earlier.Count + 1, Language = "en", Title = $"About {kind}", Text = text, PublishedAt = now });
        return await work.Db.SaveChangesAsync();
    });

    /// <summary>The practice has a telehealth consent.</summary>
    public static async Task NeedConsentAsync(this PortalApp app)
    {
        if (await app.AskAsync(work => work.Db.ConsentDocuments.AnyAsync(document => document.Kind == ConsentKind.Telehealth))) return;
        try
        {
            await app.PublishAsync(ConsentKind.Telehealth);
        }
        catch (DbUpdateException raced) when (UniqueKeys.IsViolation(raced))
        {
            // another test was quicker
        }
    }

    private static Client NewClient(string name, Population population = Population.Adult) => new()
    {
        Name = name,
        Population = population,
        Region = Region.Parse("US-NY"),
        Zone = "America/New_York",
        Language = "en",
        CreatedAt = SystemClock.Instance.GetCurrentInstant(),
    };
}
