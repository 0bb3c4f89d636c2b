using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;
using MimeKit;
using NodaTime;
using NodaTime.Testing;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Reminders;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Demo;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Bookings;
using SessionRelay.Portal.Journeys.Reminders;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Portal.Web;
using SessionRelay.Signaling.Sessions;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>A practice whose mail goes to files.</summary>
internal sealed class MailedPractice : IAsyncDisposable
{
    private readonly TestFolder outbox = new();
    private readonly MailSettings settings;

    private MailedPractice(TestPractice practice)
    {
        Practice = practice;
        settings = new MailSettings(null, "practice@example.org", outbox.Path);
        Transport = new WatchedTransport(new FolderTransport(settings));
    }

    public const string Origin = "https://practice.example";

    public TestPractice Practice { get; }

    public SessionAddresses Addresses { get; } = new(secret => $"{Origin}/session/join?link={secret}", () => Origin + "/client", () => Origin + "/client/bookings", () => Origin + "/therapist/today");

    public WatchedTransport Transport { get; }

    public Guid Therapist { get; private set; }

    public Guid Client { get; private set; }

    public static async Task<MailedPractice> NewAsync(bool onPostgres, PostgresServer server)
    {
        var its = new MailedPractice(await TestPractice.NewAsync(onPostgres, server));
        its.Therapist = await its.Practice.TherapistAsync();
        its.Client = await its.Practice.ClientAsync();
        return its;
    }

    /// <summary>Somebody of the client's household, with an address of their own.</summary>
    public async Task<HouseholdMember> MemberAsync(HouseholdRole role, string email, string zone)
    {
        await using var work = Practice.Database.Begin(TestPractice.Intake);
        var member = new HouseholdMember { ClientId = Client, Role = role, Name = "Other Wetherby", Email = email, EmailHash = work.Vault.EmailHash(email), Region = Region.Parse("US-NY"), Zone = zone };
        work.Db.Add(member);
        await work.Db.SaveChangesAsync();
        return member;
    }

    public async Task<Guid> BookAsync(Duration ahead, bool isAsking = false, params HouseholdMember[] others)
    {
        var request = TestPractice.Request(Therapist, Client, TestPractice.Now + ahead) with { IsAsking = isAsking };
        return (await Practice.BookAsync(request with { Participants = [.. request.Participants, .. others.Select(member => new ParticipantRequest(member.Id, member.Zone, member.Region))] })).Bookings.Single().Id;
    }

    public async Task<IReadOnlyList<Guid>> BookSeriesAsync(Duration ahead, int count)
    {
        await using var work = Practice.Database.Begin(TestPractice.Intake);
        var outcome = await new BookingStore(work).BookSeriesAsync(TestPractice.Request(Therapist, Client, TestPractice.Now + ahead), count, DateTimeZoneProviders.Tzdb["America/New_York"]);
        return [.. outcome.Bookings.Select(booking => booking.Id)];
    }

    /// <summary>With a partner elsewhere, and a therapist who has mail too.</summary>
    public async Task BookCoupleAsync(Duration ahead, string partnersAddress, string partnersZone, string therapistsAddress)
    {
        var partner = await MemberAsync(HouseholdRole.Partner, partnersAddress, partnersZone);
        await using var work = Practice.Database.Begin(TestPractice.Intake);
        (await work.Db.Staff.SingleAsync(member => member.Id == Therapist)).UserId = DemoAccounts.New(work, therapistsAddress, PortalRole.Therapist).Id;
        await work.Db.SaveChangesAsync();
        await BookAsync(ahead, others: partner);
    }

    /// <summary>As staff does it.</summary>
    public async Task<bool> DeclineAsync(Guid booking)
    {
        await using var work = Practice.Database.Begin(TestPractice.Intake);
        using var bell = new OutboxBell();
        var letters = new DeclinedLetters(work, new Outbox(work, bell, settings, TimeProvider.System), Addresses, new Words(), new Facts());
        return await new BookingStore(work).DeclineAsync([booking], null, asked => letters.AddAsync(asked, default)) > 0;
    }

    public async Task DoAsync(Func<BookingStore, Task> deed)
    {
        await using var work = Practice.Database.Begin(TestPractice.Intake);
        await deed(new BookingStore(work));
    }

    public void Advance(Duration by) => ((FakeClock)Practice.Database.Clock).Advance(by);

    public async Task PlanAsync()
    {
        await using var work = Practice.Database.Begin(ActingPerson.Clock("reminders"));
        await new ReminderPlanner(work, new ScheduleReader(work), settings).PlanAsync(default);
    }

    public async Task RunAsync()
    {
        await PlanAsync();
        await using var work = Practice.Database.Begin(ActingPerson.Clock("reminders"));
        var letters = new ReminderLetters(
            work, new JoinLinks(work), Addresses, new Facts(), settings, new Words());
        await new ReminderSender(work, letters, Transport, new SessionMetrics(), NullLogger<ReminderSender>.Instance).SendDueAsync(default);
    }

    public IReadOnlyList<MimeMessage> Letters() => [.. Directory.GetFiles(outbox.Path, "*.eml").Select(file => MimeMessage.Load(file))];

    public async ValueTask DisposeAsync()
    {
        await Practice.DisposeAsync();
        outbox.Dispose();
    }
}

file sealed class Words : ITimeWords
{
    public string Full(Instant moment, DateTimeZone zone, Instant now) => TimeWords.Full(moment, zone, now);
}

file sealed class Facts : IPracticeFacts
{
    public PracticeFacts Current => PracticeFacts.Default;

    public Task RefreshAsync(CancellationToken cancel) => Task.CompletedTask;
}

/// <summary>The real transport; a process that dies after the server has taken the message never hears of it.</summary>
internal sealed class WatchedTransport(IMailTransport real) : IMailTransport
{
    public bool CrashAfterSending { get; set; }

    public List<string> Sent { get; } = [];

    public async Task SendAsync(OutgoingMessage message, CancellationToken cancel)
    {
        await real.SendAsync(message, cancel);
        lock (Sent) Sent.Add(message.MessageId);
        if (CrashAfterSending) throw new OperationCanceledException("The process dies here.");
    }
}
