using Microsoft.EntityFrameworkCore;
using MimeKit;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Tests.Data;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Tests.Journeys;

/// <summary>Everybody of a client's side hears what concerns them: once, in their own zone, with a link of their own.</summary>
public sealed class WhoIsToldTests(PostgresServer server) : IClassFixture<PostgresServer>
{
    private const string Own = "ann.wetherby@example.org"; // as TestPractice writes it

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_approved_is_told_as_a_booking_once(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        var asked = await its.BookAsync(Duration.FromHours(60), isAsking: true);
        await its.RunAsync();
        its.Letters().ShouldBeEmpty();

        await its.DoAsync(async store => (await store.ApproveAsync(asked, "staff")).IsBooked.ShouldBeTrue());
        for (var run = 0; run < 3; run++) await its.RunAsync();

        var letter = its.Letters().ShouldHaveSingleItem();
        letter.Subject!.ShouldStartWith("Your appointment:");
        letter.TextBody!.ShouldContain("your appointment is booked:");
        RemindersTests.Calendar(letter).Events.Single().Sequence.ShouldBe(0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_declined_is_told_once_in_each_reader_s_zone(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        var partner = await its.MemberAsync(HouseholdRole.Partner, "partner@example.org", "Asia/Kolkata");
        var asked = await its.BookAsync(Duration.FromHours(60), isAsking: true, partner);

        (await its.DeclineAsync(asked)).ShouldBeTrue();
        (await its.DeclineAsync(asked)).ShouldBeFalse();
        for (var run = 0; run < 3; run++) await its.RunAsync();

        its.Letters().ShouldBeEmpty(); // it was never booked
        await using var work = its.Practice.Database.Begin(TestPractice.Intake);
        var told = await work.Db.OutgoingMessages.ToListAsync();
        told.Select(message => message.To.Value).ShouldBe([Own, "partner@example.org"], ignoreOrder: true);
        foreach (var (address, zone) in new[] { (Own, "America/New_York"), ("partner@example.org", "Asia/Kolkata") })
        {
            var text = told.Single(message => message.To.Value == address).Text.Value;
            text.ShouldContain(TimeWords.Full(TestPractice.Now + Duration.FromHours(60), DateTimeZoneProviders.Tzdb[zone], TestPractice.Now));
            text.Contains(its.Addresses.Bookings()).ShouldBe(address == Own); // who has no sign-in is not led to one
            text.ShouldNotContain("Wetherby");
        }
    }

    [Theory]
    [InlineData(nameof(BookingKind.Consultation), 15)]
    [InlineData(nameof(BookingKind.IntakeAssessment), 50)]
    public async Task A_first_talk_that_intake_books_is_told_once_and_not_what_it_is(string kind, int minutes)
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        (await its.Practice.BookAsync(TestPractice.Request(its.Therapist, its.Client, TestPractice.Now + Duration.FromHours(60), minutes) with { Kind = Enum.Parse<BookingKind>(kind) })).IsBooked.ShouldBeTrue();

        for (var run = 0; run < 3; run++) await its.RunAsync();

        var letter = its.Letters().ShouldHaveSingleItem();
        letter.TextBody!.ShouldContain($"{minutes} minutes");
        foreach (var word in new[] { "intake", "assessment", "consultation", "Wetherby" }) letter.TextBody!.ShouldNotContain(word, Case.Insensitive);
    }

    [Theory]
    [InlineData(nameof(CareFormat.Phone), 1)] // the client too is led to what is to be said before we call; what is cancelled has no such page
    [InlineData(nameof(CareFormat.InPerson), 0)]
    public async Task Who_has_no_sign_in_is_led_to_a_page_of_their_own_whatever_the_format(string format, int linksOfTheClient)
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var partner = await its.MemberAsync(HouseholdRole.Partner, "partner@example.org", "Asia/Kolkata");
        var request = TestPractice.Request(its.Therapist, its.Client, TestPractice.Now + Duration.FromHours(60)) with { Format = Enum.Parse<CareFormat>(format) };
        var booked = await its.Practice.BookAsync(request with { Participants = [.. request.Participants, new ParticipantRequest(partner.Id, partner.Zone, partner.Region)] });
        await its.RunAsync();
        await its.DoAsync(store => store.CancelAsync(booked.Bookings.Single().Id, null));
        await its.RunAsync();

        Of(its, "partner@example.org").Count.ShouldBe(2);
        Of(its, "partner@example.org").ShouldAllBe(letter => letter.TextBody!.Contains("/session/join?link="));
        Of(its, Own).Count(letter => letter.TextBody!.Contains("link=")).ShouldBe(linksOfTheClient);
    }

    [Fact]
    public async Task What_is_approved_can_no_more_be_declined()
    {
        await using var its = await MailedPractice.NewAsync(false, server);
        var asked = await its.BookAsync(Duration.FromHours(60), isAsking: true);
        await its.DoAsync(store => store.ApproveAsync(asked, "staff"));

        (await its.DeclineAsync(asked)).ShouldBeFalse();

        await using var work = its.Practice.Database.Begin(TestPractice.Intake);
        (await work.Db.Bookings.SingleAsync()).State.ShouldBe(BookingState.Booked);
        (await work.Db.OutgoingMessages.AnyAsync()).ShouldBeFalse();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_guardian_hears_of_it_and_is_reminded_in_their_own_zone_and_has_no_way_in(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        await its.MemberAsync(HouseholdRole.Guardian, "guardian@example.org", "America/Los_Angeles");
        await its.BookAsync(Duration.FromHours(60));
        await its.RunAsync();
        its.Advance(Duration.FromHours(40));
        await its.RunAsync();
        its.Advance(Duration.FromMinutes((19 * 60) + 15));
        for (var run = 0; run < 3; run++) await its.RunAsync();

        var letters = Of(its, "guardian@example.org");
        letters.Select(letter => letter.Subject!.Split(':')[0]).ShouldBe(["Reminder", "Reminder", "Your appointment"]);
        var when = TimeWords.Full(TestPractice.Now + Duration.FromHours(60), DateTimeZoneProviders.Tzdb["America/Los_Angeles"], TestPractice.Now);
        letters.ShouldAllBe(letter => letter.TextBody!.Contains(when) && letter.TextBody.Contains(its.Addresses.Bookings()) && !letter.TextBody.Contains("link="));
        Of(its, Own).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_of_a_couple_has_mails_and_a_link_of_their_own(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        var partner = await its.MemberAsync(HouseholdRole.Partner, "partner@example.org", "Asia/Kolkata");
        var booking = await its.BookAsync(Duration.FromHours(60), others: partner);
        var alone = await its.BookAsync(Duration.FromHours(80));
        await its.RunAsync();

        var theirs = Of(its, "partner@example.org").ShouldHaveSingleItem();
        theirs.TextBody!.ShouldContain(TimeWords.Full(TestPractice.Now + Duration.FromHours(60), DateTimeZoneProviders.Tzdb["Asia/Kolkata"], TestPractice.Now));
        await using var work = its.Practice.Database.Begin(TestPractice.Intake);
        var places = await work.Db.BookingParticipants.AsNoTracking().ToListAsync();
        (await LedToAsync(theirs)).ShouldBe(places.Single(place => place.BookingId == booking && place.MemberId == partner.Id).Id);
        var own = new List<Guid?>();
        foreach (var letter in Of(its, Own)) own.Add(await LedToAsync(letter));
        own.ShouldBe([.. places.Where(place => place.MemberId is null).Select(place => (Guid?)place.Id)], ignoreOrder: true);
        alone.ShouldNotBe(booking);

        async Task<Guid?> LedToAsync(MimeMessage letter)
        {
            var link = letter.TextBody!.Split('\n').Single(line => line.Contains("link=")).Trim();
            return await new JoinLinks(work).FindAsync(link[(link.IndexOf('=') + 1)..], default);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_staff_moves_or_cancels_is_told_to_all_once(bool onPostgres)
    {
        await using var its = await MailedPractice.NewAsync(onPostgres, server);
        var partner = await its.MemberAsync(HouseholdRole.Partner, "partner@example.org", "Asia/Kolkata");
        await its.MemberAsync(HouseholdRole.Guardian, "guardian@example.org", "America/Los_Angeles");
        var booking = await its.BookAsync(Duration.FromHours(60), others: partner);
        await its.RunAsync();
        await its.DoAsync(async store => (await store.MoveAsync(booking, TestPractice.Now + Duration.FromHours(72), "staff", byStaff: true)).IsBooked.ShouldBeTrue());
        for (var run = 0; run < 3; run++) await its.RunAsync();
        await its.DoAsync(async store => (await store.CancelAsync(booking, "Ill")).ShouldBeTrue());
        for (var run = 0; run < 3; run++) await its.RunAsync();

        foreach (var address in new[] { Own, "partner@example.org", "guardian@example.org" })
        {
            var letters = Of(its, address);
            letters.Select(letter => letter.Subject!.Split(':')[0]).ShouldBe(["Cancelled", "Changed", "Your appointment"]);
            letters.ShouldAllBe(letter => !letter.TextBody!.Contains("Ill"));
        }
    }

    private static List<MimeMessage> Of(MailedPractice its, string address) =>
        [.. its.Letters().Where(letter => letter.To.Mailboxes.Single().Address == address).OrderBy(letter => letter.Subject)];
}
