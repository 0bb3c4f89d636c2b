using System.Net;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.FirstContact;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Pages;
using SessionRelay.Portal.Pages.FirstContact;
using Contact = SessionRelay.Portal.Pages.FirstContact;
using Intake = SessionRelay.Portal.Pages.Intake;

namespace SessionRelay.Portal.Tests.Pages;

/// <summary>A visitor asks for help: one question a page, and nothing is needed beyond reason, region and contact.</summary>
public sealed class FirstContactTests(PortalApp app)
{
    [Fact]
    public async Task Post_WithTheLeastThatIsNeeded_IsStoredSealed()
    {
        var email = NewAddress();
        using var person = await AtCheckAsync(email);
        person.Words.ShouldContain("Burnout");

        await person.PostAsync();

        person.Place.ShouldBe(app.Link<SentModel>());
        person.Words.ShouldContain("What happens next");
        var request = await OnlyRequestAsync(email);
        request.Name.Value.ShouldBe("Ann");
        request.Answers.Value.Concerns.ShouldBe([Concern.Burnout]);
        request.Region.Code.ShouldBe("US-OR");
        request.Zone.ShouldBe("America/Los_Angeles");
        request.InDanger.ShouldBeFalse();
    }

    [Fact]
    public async Task Post_WithEveryAnswer_KeepsEachOfThem()
    {
        var email = NewAddress();
        using var person = await app.VisitorAsync();
        await person.OpenAsync<Contact.IndexModel>();
        await person.PostAsync(("InDanger", "false"));
        await person.PostAsync([("Concerns", "Anxiety"), ("Concerns", "Relationships"), ("OwnWords", "  Since spring.  ")]);
        await person.PostAsync(("Population", "Couple"));
        await person.PostAsync(("Region", "US-NY"));
        await person.PostAsync([("Formats", "Video"), ("Formats", "InPerson")]);
        await person.PostAsync([("Times", "Evening"), ("Times", "Weekend")]);
        await person.PostAsync(("Paying", "Insurance"), ("Insurer", "Blue Harbor"), ("InsurancePlan", "Silver"));
        await person.PostAsync(("Language", "es"));
        await person.PostAsync(("Name", "Ann Wetherby"), ("Reach", "Phone"), ("Phone", "(503) 555-0142"), ("Email", email));
        person.Place.ShouldBe(app.Link<CheckModel>());
        await person.PostAsync();

        var request = await OnlyRequestAsync(email);
        request.Phone!.Value.ShouldBe("+15035550142"); // one way of writing
        var answers = request.Answers.Value;
        (answers.Formats, answers.Suitable, answers.Insurer, answers.Plan, answers.OwnWords, answers.Reach, request.Language, request.Population)
            .ShouldBe((CareFormat.Video | CareFormat.InPerson, SuitableTimes.Evening | SuitableTimes.Weekend, "Blue Harbor", "Silver", "Since spring.", "phone", "es", Population.Couple));
    }

    [Fact]
    public async Task Post_WhenInDanger_LeadsToTheCrisisPageAtOnceAndFlagsTheRequest()
    {
        var email = NewAddress();
        using var person = await app.VisitorAsync();
        await person.OpenAsync<Contact.IndexModel>();

        await person.PostAsync(("InDanger", "true"));

        person.Place.ShouldBe(app.Link<CrisisModel>());
        await person.OpenAsync<ReasonModel>();
        await FromReasonAsync(person, email);
        person.Words.ShouldContain("Please call one of these numbers first");
        await person.PostAsync();
        var request = await OnlyRequestAsync(email);
        request.InDanger.ShouldBeTrue();
        (await app.AskAsync(work => work.Db.SafetyFlags.SingleAsync(flag => flag.ContactRequestId == request.Id))).Source.ShouldBe(FlagSource.FirstContact);
    }

    [Fact]
    public async Task Post_WhenDangerIsTakenBack_StaysFlagged()
    {
        var email = NewAddress();
        using var person = await app.VisitorAsync();
        await person.OpenAsync<Contact.IndexModel>();
        await person.PostAsync(("InDanger", "true"));
        await person.OpenAsync<Contact.IndexModel>();
        await person.PostAsync(("InDanger", "false"));
        await FromReasonAsync(person, email);
        await person.PostAsync();

        (await OnlyRequestAsync(email)).InDanger.ShouldBeTrue();
    }

    [Fact]
    public async Task Post_OfATeenWithoutAGuardiansContact_ReturnsErrorAndCannotBePassed()
    {
        using var person = await app.VisitorAsync();
        await person.OpenAsync<Contact.IndexModel>();
        await person.PostAsync(("InDanger", "false"));
        await FromReasonAsync(person, NewAddress(), "Teen");
        person.Place.ShouldBe(app.Link<GuardianModel>());

        await person.PostAsync(("Name", "Gwen"));
        person.Problem("Email").ShouldBe("Write the guardian's e-mail address, or their phone number below.");
        person.Page.GetElementById("Name")!.GetAttribute("value").ShouldBe("Gwen");

        await person.OpenAsync<CheckModel>();
        person.Place.ShouldBe(app.Link<GuardianModel>());
    }

    [Fact]
    public async Task Get_WhenLeftInTheMiddle_IsTakenUpAgain()
    {
        using var person = await app.VisitorAsync();
        await person.OpenAsync<Contact.IndexModel>();
        await person.PostAsync(("InDanger", "false"));
        await person.PostAsync(("Concerns", "Depression"));
        await person.OpenAsync<SessionRelay.Portal.Pages.IndexModel>();

        await person.OpenAsync<CheckModel>();

        person.Place.ShouldBe(app.Link<ForWhomModel>());
        await person.OpenAsync<ReasonModel>();
        person.Page.QuerySelectorAll("input[checked]").ShouldHaveSingleItem().GetAttribute("value").ShouldBe("Depression");
    }

    [Fact]
    public async Task Post_WhenPressedManyTimes_SendsOneRequest()
    {
        var email = NewAddress();
        using var person = await AtCheckAsync(email);
        var values = person.FormValues(person.Form());

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => person.RawAsync(HttpMethod.Post, app.Link<CheckModel>(), new FormUrlEncodedContent(values))));

        foreach (var answer in answers)
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            answer.Headers.Location!.OriginalString.ShouldBe(app.Link<SentModel>());
            answer.Dispose();
        }

        using var late = await person.RawAsync(HttpMethod.Post, app.Link<CheckModel>(), new FormUrlEncodedContent(values));
        late.Headers.Location!.OriginalString.ShouldBe(app.Link<SentModel>(), "the draft is gone by now, and the press is the same one");
        (await OnlyRequestAsync(email)).ShouldNotBeNull();
    }

    [Fact]
    public async Task Post_WithScriptsInNames_ShowsThemAsText()
    {
        const string Script = "<script>alert(1)</script>";
        var email = NewAddress();
        using var person = await AtCheckAsync(email, Script);
        person.Words.ShouldContain(Script);
        await person.PostAsync();
        using var intake = await app.SignedInAsync(PortalRoles.Intake);

        await intake.OpenAsync<Intake.RequestModel>(new { id = (await OnlyRequestAsync(email)).Id });

        intake.Page.QuerySelector("h1")!.TextContent.ShouldBe(Script);
        intake.Page.QuerySelectorAll("script:not([src])").ShouldBeEmpty();
    }

    public static TheoryData<Type, string, string[], string, string> Wrong => new()
    {
        { typeof(Contact.IndexModel), "InDanger", [], "InDanger", "Say whether you are in danger now." },
        { typeof(ReasonModel), "Concerns", [], "Concerns", "Choose at least one. \"Something else\" is fine." },
        { typeof(ReasonModel), "Concerns", ["Plague"], "Concerns", "This can't be read. Look at it again." },
        { typeof(ReasonModel), "OwnWords", [new string('x', 1001)], "OwnWords", "This is longer than 1,000 characters. A few sentences are enough: you can tell the rest when we talk." },
        { typeof(ForWhomModel), "Population", [], "Population", "Say whom it is for." },
        { typeof(ForWhomModel), "Population", ["99"], "Population", "This can't be read. Look at it again." },
        { typeof(WhereModel), "Region", ["XX-99"], "Region", "Choose one of the list." },
        { typeof(WhereModel), "Region", [""], "Region", "Choose the state or region where you live." },
        { typeof(HowModel), "Formats", ["Pigeon"], "Formats", "This can't be read. Look at it again." },
        { typeof(PayingModel), "Paying", [], "Paying", "Say how you would pay. \"I don't know yet\" is fine." },
        { typeof(PayingModel), "Paying", ["Insurance"], "Insurer", "Write the insurer's name: it is on your card." },
        { typeof(LanguageModel), "Language", ["xx"], "Language", "Choose the language from the list." },
        { typeof(ReachModel), "Name", [" "], "Name", "Write the name that we may call you by." },
        { typeof(ReachModel), "Name", [new string('x', 121)], "Name", "A name has at most 120 characters here." },
        { typeof(ReachModel), "Name", ["Ann\u202Egnp"], "Name", "This has characters that can't be shown. Type it again." },
        { typeof(ReachModel), "Email", [""], "Email", "Write your e-mail address." },
        { typeof(ReachModel), "Email", ["nobody"], "Email", "Write an e-mail address, like name@example.org." },
        { typeof(ReachModel), "Phone", ["12"], "Phone", "Write a phone number with its area code, like (503) 555-0142 or +1 503 555 0142." },
        { typeof(ReachModel), "Phone", ["+1 999 999 9999"], "Phone", "This is not a number that can be called. Write it with its area code, like (503) 555-0142 or +1 503 555 0142." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task Post_WhenAnAnswerIsWrong_SaysSoAtItsField(Type page, string field, string[] values, string at, string words)
    {
        using var person = await AtCheckAsync(NewAddress());
        await person.OpenAsync(app.Links.To(page));

        await person.PostAsync(values.Length == 0 ? [(field, null)] : values.Select(value => (field, (string?)value)));

        person.Problem(at).ShouldBe(words);
        person.Summary().ShouldContain(words);
    }

    [Fact]
    public async Task Post_WithMailOn_AcknowledgesWithoutHealthInformationAndTellsIntakeOfDanger()
    {
        await using var own = PortalApp.With(("Mail:Smtp", "smtp://127.0.0.1:9"), ("Mail:From", "practice@example.org")); // nobody listens there: what is to be sent stays
        var coordinator = await own.AddUserAsync(PortalRoles.Intake);
        using var person = await own.VisitorAsync();
        await person.OpenAsync<Contact.IndexModel>();
        await person.PostAsync(("InDanger", "true"));
        await person.OpenAsync<ReasonModel>();
        await FromReasonAsync(person, "ann@example.org");
        await person.PostAsync();

        var mails = await own.AskAsync(work => work.Db.OutgoingMessages.ToListAsync());

        mails.Select(mail => (mail.Kind, mail.To.Value)).Order().ShouldBe([("request-received", "ann@example.org"), ("safety-flag", coordinator.Email!)]);
        foreach (var text in mails.SelectMany(mail => new[] { mail.Subject.Value, mail.Text.Value }))
        {
            foreach (var told in new[] { "burnout", "danger", "therap", "Oregon", "Ann" }) text.ShouldNotContain(told, Case.Insensitive);
        }
    }

    private static string NewAddress() => $"{Guid.NewGuid():N}@example.org";

    private Task<ContactRequest> OnlyRequestAsync(string email) => app.AskAsync(async work =>
    {
        var hash = work.Vault.EmailHash(email);
        var request = await work.Db.ContactRequests.SingleAsync(request => request.EmailHash == hash);
        _ = (request.Name.Value, request.Answers.Value);
        return request;
    });

    private async Task<Person> AtCheckAsync(string email, string name = "Ann")
    {
        var person = await app.VisitorAsync();
        await person.OpenAsync<Contact.IndexModel>();
        await person.PostAsync(("InDanger", "false"));
        await FromReasonAsync(person, email, name: name);
        person.Place.ShouldBe(app.Link<CheckModel>());
        return person;
    }

    /// <summary>Answers what is needed, leaves out the rest; of a teen up to the guardian's page.</summary>
    private static async Task FromReasonAsync(Person person, string email, string population = "Adult", string name = "Ann")
    {
        await person.PostAsync(("Concerns", "Burnout"));
        await person.PostAsync(("Population", population));
        await person.PostAsync(("Region", "US-OR"));
        await person.PostAsync(); // how
        await person.PostAsync(); // when
        await person.PostAsync(("Paying", "NotSure"));
        await person.PostAsync(); // language
        if (population != "Teen") await person.PostAsync(("Name", name), ("Reach", "Email"), ("Email", email));
    }
}
