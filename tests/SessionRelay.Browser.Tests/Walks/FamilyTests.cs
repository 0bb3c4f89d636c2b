using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Bookings;

namespace SessionRelay.Browser.Tests.Walks;

/// <summary>A family of three and their therapist: one of them books for all, each has a link and a clock of their own, and all four are in the session.</summary>
[Collection(LoopbackTests.Name)]
public sealed class FamilyTests(LoopbackRig rig)
{
    private const string Therapist = "Samuel Okonkwo";

    /// <summary>As the room calls them, with the zone in which each reads times.</summary>
    private static readonly (string Name, string Address, string Zone)[] Family =
    [
        ("Kendra", "kendra.oyelaran@home.example", "Eastern Time"),
        ("Dayo Oyelaran", "dayo.oyelaran@home.example", "Mountain Time"),
        ("Simi Oyelaran", "simi.oyelaran@home.example", "Eastern Time"),
    ];

    [Fact]
    public async Task A_family_of_three_books_together_and_all_four_talk()
    {
        await using var portal = await WalkPortal.StartAsync(await rig.ChromiumAsync());
        await portal.ChangeAsync(async work =>
        {
            // He travels, and his clock is another one than theirs.
            var hash = work.Vault.EmailHash(Family[1].Address);
            (await work.Db.HouseholdMembers.SingleAsync(member => member.EmailHash == hash)).Zone = "America/Denver";
        });

        await using (var kendra = await portal.WalkerAsync("Kendra"))
        {
            await kendra.EnterAsync(await portal.SignInLinkAsync(Family[0].Address));
            await kendra.GoAsync<SessionRelay.Portal.Pages.Client.Bookings.IndexModel>();
            await kendra.BookAsync("Dayo Oyelaran", "Simi Oyelaran");
            await kendra.ReadsAsync("Mountain Time");
            kendra.Errors.ShouldBeEmpty();
        }

        var start = default(Instant); // the demo has another booking of theirs, days later
        await portal.ChangeAsync(async work =>
        {
            var now = work.Database.Clock.GetCurrentInstant();
            start = await work.Db.Bookings.Where(booking => booking.State == BookingState.Booked && booking.Start > now && booking.Participants.Count == Family.Length)
                .OrderBy(booking => booking.Start).Select(booking => booking.Start).FirstAsync();
        });

        // Each gets a mail with a link of their own and the time on their own clock; the moment is the same.
        await portal.DoWhatIsDueAsync();
        var letters = new List<Letter>();
        foreach (var (_, address, zone) in Family)
        {
            letters.Add(await portal.Postbox.LetterAsync(address, "Your appointment", start));
            letters[^1].Text.ShouldContain(zone);
        }

        letters.Select(letter => letter.Link).Distinct().Count().ShouldBe(Family.Length);

        await portal.PassAsync(letters[0].Start);
        await using var therapist = await portal.WalkerAsync(Therapist);
        await therapist.EnterAsync(await portal.SignInLinkAsync("samuel.okonkwo@linden.example"));
        var family = new List<Walker>();
        try
        {
            foreach (var ((name, _, _), letter) in Family.Zip(letters))
            {
                family.Add(await portal.WalkerAsync(name));
                await family[^1].WaitInTheRoomAsync(letter.Link);
            }

            await therapist.ReadsAsync("3 people are waiting.");
            await therapist.PictureAsync("today-family");
            await therapist.SeesWaitingAsync("Dayo Oyelaran");
            await therapist.HostAsync("Dayo Oyelaran");
            await therapist.AdmitAsync([.. family]);
            await Talk.EachSeesAndHearsAsync([therapist, .. family]);
            await therapist.EndAsync();
            foreach (var one in family) await one.LeaveAfterTheEndAsync();
            foreach (var one in family) one.Errors.ShouldBeEmpty();
            therapist.Errors.ShouldBeEmpty();
        }
        finally
        {
            foreach (var one in family) await one.DisposeAsync();
        }
    }
}
