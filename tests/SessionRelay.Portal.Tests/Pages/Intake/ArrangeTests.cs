using System.Net;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using NodaTime.Text;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Pages.Intake;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>The first conversation: what is offered can be booked, and what is posted by hand is judged just so.</summary>
public sealed class ArrangeTests(PortalApp app)
{
    [Theory]
    [InlineData("Consultation", 15)]
    [InlineData("IntakeAssessment", 50)]
    public async Task Post_OfAnOfferedTime_BooksIt(string kind, int minutes)
    {
        var (person, request, clinician) = await AtTimesAsync(kind);
        var offered = person.Page.QuerySelectorAll("input[name=Start]").Select(input => input.GetAttribute("value")!).ToList();
        offered.Count.ShouldBeGreaterThan(0);

        await person.PostAsync([("Start", offered[^1])], "Book");

        person.Place.ShouldBe(app.Link<RequestModel>(new { id = request }));
        var (booking, state, stage) = await app.AskAsync(async work =>
        {
            var row = await work.Db.ContactRequests.SingleAsync(known => known.Id == request);
            return (await work.Db.Bookings.SingleAsync(known => known.ClientId == row.ClientId), row.State, (await work.Db.Clients.SingleAsync(client => client.Id == row.ClientId)).Stage);
        });
        (booking.TherapistId, booking.Minutes, booking.Kind.ToString(), InstantPattern.General.Format(booking.Start)).ShouldBe((clinician, minutes, kind, offered[^1]));
        (state, stage).ShouldBe((RequestState.Done, ClientStage.Intake));
        person.Dispose();
    }

    [Theory]
    [InlineData("2027-01-04T08:00:00Z", "outside the therapist's hours")] // 3 in the morning in New York
    [InlineData("2027-01-04T15:07:00Z", "Sessions start every")]
    [InlineData("2020-01-06T15:00:00Z", "The start is over")]
    [InlineData("never", "")]
    [InlineData("", "Choose a time.")]
    public async Task Post_OfARefusedTimeByHand_ReturnsError(string start, string words)
    {
        var (person, request, _) = await AtTimesAsync("Consultation");

        await person.PostAsync([("Start", start)], "Book");

        person.Problem("Start").ShouldNotBeNull().ShouldContain(words);
        (await CountAsync(request)).ShouldBe(0);
        person.Dispose();
    }

    /// <summary>They could be booked, and then neither enter the room nor write down what they found.</summary>
    [Fact]
    public async Task Get_OffersNobodyWhoHoldsNoSessions()
    {
        var coordinator = await app.TherapistAsync("Cora Coordinates");
        await app.AskAsync(async work =>
        {
            (await work.Db.Staff.SingleAsync(member => member.Id == coordinator)).Roles = PortalRole.Intake;
            return await work.Db.SaveChangesAsync();
        });
        var (person, _, clinician) = await AtTimesAsync("IntakeAssessment");

        var offered = person.Page.QuerySelectorAll("#With option").Select(option => option.GetAttribute("value")).ToList();

        offered.ShouldContain(clinician.ToString());
        offered.ShouldNotContain(coordinator.ToString());
        person.Dispose();
    }

    [Fact]
    public async Task Post_WhenPressedManyTimes_BooksOnce()
    {
        var (person, request, _) = await AtTimesAsync("Consultation");
        var form = person.Form("Book");
        var values = person.FormValues(form);
        values.Add(KeyValuePair.Create("Start", person.Page.QuerySelector("input[name=Start]")!.GetAttribute("value")!));

        foreach (var answer in await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => person.RawAsync(HttpMethod.Post, form.GetAttribute("action") ?? person.Place, new FormUrlEncodedContent(values)))))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            answer.Dispose();
        }

        (await CountAsync(request)).ShouldBe(1);
        person.Dispose();
    }

    [Fact]
    public async Task Post_OfATimeThatSomebodyElseTookMeanwhile_ReturnsError()
    {
        var (person, request, clinician) = await AtTimesAsync("Consultation");
        var start = person.Page.QuerySelector("input[name=Start]")!.GetAttribute("value")!;
        var (other, _, _) = await AtTimesAsync("Consultation", clinician);
        await other.PostAsync([("Start", start)], "Book");

        await person.PostAsync([("Start", start)], "Book");

        person.Problem("Start").ShouldNotBeNull().ShouldContain("The therapist has a booking");
        (await CountAsync(request)).ShouldBe(0);
        person.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task Get_WhenNothingFits_SaysWhy()
    {
        var clinician = await app.TherapistAsync("Dr. Long", 50);
        var (person, _, _) = await AtTimesAsync("Consultation", clinician);

        person.Words.ShouldContain("they offer no conversations of 15 minutes");
        person.Dispose();
    }

    [Fact]
    public async Task Get_WithoutARecord_LeadsBackToTheRequest()
    {
        using var person = await app.SignedInAsync(PortalRoles.Intake);
        var request = await app.RequestAsync();

        await person.OpenAsync<ArrangeModel>(new { id = request });

        person.Place.ShouldBe(app.Link<RequestModel>(new { id = request }));
    }

    private Task<int> CountAsync(Guid request) => app.AskAsync(async work =>
    {
        var client = (await work.Db.ContactRequests.SingleAsync(row => row.Id == request)).ClientId;
        return await work.Db.Bookings.CountAsync(booking => booking.ClientId == client);
    });

    private async Task<(Person Person, Guid Request, Guid Clinician)> AtTimesAsync(string kind, Guid? clinician = null)
    {
        var person = await app.SignedInAsync(PortalRoles.Intake);
        var (request, with) = (await app.RequestAsync(hasRecord: true), clinician ?? await app.TherapistAsync());
        await person.OpenAsync<ArrangeModel>(new { id = request, with, kind, format = "Video" });
        person.Status.ShouldBe(HttpStatusCode.OK);
        return (person, request, with);
    }
}
