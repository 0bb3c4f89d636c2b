using System.Diagnostics;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;

namespace SessionRelay.LoadTests.Portal;

/// <summary>
/// Somebody who signs in and books, again and again, by the pages that people use. Who has a therapist looks through weeks of free times, takes one, checks the answers and books; who is still
/// choosing looks at those who are proposed and books a first talk. A time that somebody else was quicker to take is a refusal, which the node tells in words, and no error.
/// </summary>
/// <param name="random">The person's own.</param>
internal sealed class PortalPerson(PortalBrowser browser, PortalCounts counts, StepTable steps, TimeSpan think, Random random)
{
    private const string Start = "/client/bookings/start";
    private const string Time = "/client/bookings/time";
    private const string Check = "/client/bookings/check";
    private const string Bookings = "/client/bookings";
    private const string Proposals = "/client/matching";
    private const string Meet = "/client/matching/meet/";
    private const int MostPages = 12; // of one way: it has at most 6 questions
    private const double LooksFurther = 0.5; // of the people, after each week they see

    /// <summary>Signs in with the first link that works.</summary>
    public async Task SignInAsync(SignInLinks links, CancellationToken stop)
    {
        while (links.Next() is { } link)
        {
            var page = await browser.GetAsync(PortalSteps.Link, link, stop);
            if (PageForm.In(page.Text) is not [var form, ..])
                continue; // used by a run before
            var signedIn = await browser.PostAsync(PortalSteps.SignIn, page, form, [], stop);
            if (signedIn.Leads is { } home)
            {
                await browser.GetAsync(PortalSteps.Home, home, stop);
                return;
            }
        }

        throw new LoadTestException(ExitCodes.BadUsage, "No sign-in link is left that works: all are used, or older than 7 days. Fill a new practice for load tests.");
    }

    /// <summary>Until it is told to stop.</summary>
    public async Task LiveAsync(CancellationToken stop)
    {
        while (true)
        {
            try
            {
                await PauseAsync(stop);
                await BookOnceAsync(stop);
            }
            catch (RefusedException)
            {
                counts.Error(); // its step knows why
            }
        }
    }

    /// <summary>One way through the pages: to a booking, or to a refusal.</summary>
    internal async Task BookOnceAsync(CancellationToken stop)
    {
        var page = await browser.GetAsync(PortalSteps.Question, Start, stop);
        if (page.Leads is null)
        {
            await MeetSomebodyAsync(stop);
            return;
        }

        for (var pages = 0; pages < MostPages; pages++)
        {
            var path = page.Leads!.Split('?')[0];
            page = path switch
            {
                Time => await ChooseTimeAsync(page.Leads, stop),
                Check => await BookAsync(page.Leads, stop),
                _ => await AnswerAsync(page.Leads, stop),
            };
            if (page.Leads is null)
                return; // refused; counted
            if (page.Leads == Bookings)
            {
                await browser.GetAsync(PortalSteps.Bookings, Bookings, stop);
                return;
            }
        }

        throw Unexpected(PortalSteps.Question, "the way to a booking has no end");
    }

    private async Task<Page> AnswerAsync(string path, CancellationToken stop)
    {
        var page = await browser.GetAsync(PortalSteps.Question, path, stop);
        if (page.Leads is not null)
            return page;
        if (PageForm.In(page.Text) is not [var form, ..])
            throw Unexpected(PortalSteps.Question, $"{path} has no form");
        await PauseAsync(stop);
        // The first choice is the plain one: the usual length, by video, once.
        var answered = await browser.PostAsync(PortalSteps.Question, page, form, form.Choices.Take(1), stop);
        return answered.Leads is null ? throw Unexpected(PortalSteps.Question, $"{path} did not take its first choice: {PageForm.Refusal(answered.Text)}") : answered;
    }

    /// <summary>Looks through weeks, and has a time kept.</summary>
    private async Task<Page> ChooseTimeAsync(string path, CancellationToken stop)
    {
        var page = await browser.GetAsync(PortalSteps.Search, path, stop);
        for (var weeks = 0; weeks < MostPages; weeks++)
        {
            if (page.Leads is not null)
                return page;
            await PauseAsync(stop);
            var further = PageForm.Links(page.Text, "?from=").LastOrDefault();
            var times = Times(page);
            if (further is null || (times is not null && random.NextDouble() > LooksFurther))
                break;
            page = await browser.GetAsync(PortalSteps.Search, Time + further, stop);
        }

        if (Times(page) is not { } form)
        {
            counts.Refuse("no free time");
            return page;
        }

        return Taken(await browser.PostAsync(PortalSteps.Hold, page, form, [form.Choices[random.Next(form.Choices.Count)]], stop));
    }

    private async Task<Page> BookAsync(string path, CancellationToken stop)
    {
        var page = await browser.GetAsync(PortalSteps.Check, path, stop);
        if (page.Leads is not null)
            return page;
        if (PageForm.In(page.Text) is not [var form, ..])
            throw Unexpected(PortalSteps.Check, "there is nothing to book");
        await PauseAsync(stop);
        var booked = Taken(await browser.PostAsync(PortalSteps.Booking, page, form, [], stop));
        if (booked.Leads is not null)
            counts.Book();
        return booked;
    }

    /// <summary>A first talk with one of those who are proposed.</summary>
    private async Task MeetSomebodyAsync(CancellationToken stop)
    {
        var page = await browser.GetAsync(PortalSteps.Proposals, Proposals, stop);
        string[] people = [.. PageForm.Links(page.Text, Meet)];
        if (people.Length == 0)
            return; // has met them all: goes on thinking
        await PauseAsync(stop);
        page = await browser.GetAsync(PortalSteps.ProposedSearch, people[random.Next(people.Length)], stop);
        if (page.Leads is not null)
            return;
        if (Times(page) is not { } form)
        {
            counts.Refuse("no free time");
            return;
        }

        await PauseAsync(stop);
        if (Taken(await browser.PostAsync(PortalSteps.ProposedBooking, page, form, [form.Choices[random.Next(form.Choices.Count)]], stop)).Leads is { } done)
        {
            counts.Book();
            await browser.GetAsync(PortalSteps.Proposals, done, stop);
        }
    }

    private static PageForm? Times(Page page) => PageForm.In(page.Text).FirstOrDefault(form => form.Choices.Any(choice => choice.Name == "Start"));

    private Page Taken(Page answer)
    {
        if (answer.Leads is null)
            counts.Refuse(PageForm.Refusal(answer.Text) is { Length: > 0 } words ? words : throw Unexpected(PortalSteps.Booking, "the answer is neither a booking nor a refusal"));
        return answer;
    }

    private RefusedException Unexpected(string step, string what)
    {
        steps.Fail(step, "unexpected-page");
        return new RefusedException("unexpected-page", what);
    }

    private async Task PauseAsync(CancellationToken stop)
    {
        var pause = think * (0.5 + random.NextDouble());
        if (pause <= TimeSpan.Zero)
            return;
        var started = Stopwatch.GetTimestamp();
        await Task.Delay(pause, TimeProvider.System, stop);
        counts.Late(Stopwatch.GetElapsedTime(started) - pause);
    }
}
