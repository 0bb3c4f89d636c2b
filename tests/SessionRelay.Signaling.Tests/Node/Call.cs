using SessionRelay.Dtls;
using SessionRelay.LoadTests.People;
using SessionRelay.Net;
using SessionRelay.Routing;
using SessionRelay.Signaling.Tests.Hosts;
using SessionRelay.Wire;

namespace SessionRelay.Signaling.Tests.Node;

/// <summary>A host and a guest who see and hear each other through a <see cref="WholeNode"/>, and whoever a test brings along.</summary>
internal sealed class Call : IAsyncDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private static readonly VideoEncoding Camera = new("", 640, 360, 500_000);

    private readonly WholeNode node;
    private readonly Crowd crowd = new(new MonotonicClock(TimeProvider.System));
    private readonly DtlsCertificate certificate = DtlsCertificate.Create();
    private readonly PacketBlockPool pool = new();
    private readonly List<Caller> people = [];
    private readonly string session;

    private Call(WholeNode node, string session)
    {
        this.node = node;
        this.session = session;
    }

    public string Session => session;

    public Caller Host => people[0];

    public Caller Guest => people[1];

    public static async Task<Call> StartAsync(WholeNode node)
    {
        var call = new Call(node, await node.CreateSessionAsync());
        call.crowd.Start();
        foreach (var (id, role) in new[] { ("host", "host"), ("guest", "guest") })
            await call.ConnectAsync(await call.EnterAsync(id, role));
        await call.UntilAsync("both see and hear each other", () => call.people.All(person => person.Person.Video[0].ShownFrames > 15 && person.Person.Audio[0].Packets > 25));
        return call;
    }

    /// <summary>Somebody who has entered and isn't connected yet.</summary>
    public async Task<Caller> EnterAsync(string id, string role = "guest")
    {
        var hub = await TestClient.ConnectAsync(node.Url);
        await hub.EnterAsync(await node.MintAsync(session, id, role));
        await hub.CallAsync("SetMedia", new { audio = true, video = true, screen = false });
        var number = people.Count;
        var caller = await crowd.AskAsync(_ =>
        {
            Caller? made = null;
            crowd.Add(place =>
            {
                made = new Caller(id, hub, place);
                return new VirtualPerson(new PersonSettings { Number = number, Camera = [Camera], Slots = 2 }, certificate, made, pool, place.Local);
            });
            return made!;
        });
        people.Add(caller);
        return caller;
    }

    /// <summary>Offers, takes the answer and begins to connect.</summary>
    public async Task ConnectAsync(Caller person, Func<string, string>? changeOffer = null, Func<string, string>? changeAnswer = null)
    {
        var offer = await crowd.AskAsync(_ => person.Person.Offer());
        var answer = await person.ConnectAsync(changeOffer is null ? offer : changeOffer(offer));
        await crowd.AskAsync(now =>
        {
            person.Person.TakeAnswer(changeAnswer is null ? answer : changeAnswer(answer), now);
            crowd.Settle(crowd.Members.Single(member => member.Endpoint == person.Person));
            crowd.Flush();
            return true;
        });
    }

    /// <summary>Runs on the thread of the media, then sends what was made.</summary>
    public Task DoAsync(Action act) => crowd.AskAsync(_ =>
    {
        act();
        crowd.Flush();
        return true;
    });

    /// <summary>Waits until something holds, looked at whenever anything happens to anybody's media.</summary>
    public async Task UntilAsync(string what, Func<bool> holds)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await WatchAsync((_, _) =>
        {
            try
            {
                if (!done.Task.IsCompleted && holds()) done.TrySetResult();
            }
            catch (Exception e)
            {
                done.TrySetException(e); // on the thread of the media it would end the process
            }
        });
        try
        {
            await done.Task.WaitAsync(Bound, TimeProvider.System);
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"It did not come so far that {what}.", e);
        }
        finally
        {
            await WatchAsync(null);
        }
    }

    /// <summary>From now on two seconds of picture and sound more reach both host and guest, each from the other, whole and in order.</summary>
    public async Task GoesOnAsync()
    {
        var (frames, packets) = ((long[])[0, 0], (long[])[0, 0]);
        await DoAsync(() =>
        {
            for (var i = 0; i < 2; i++)
                (frames[i], packets[i]) = (people[i].Person.Video[0].ShownFrames, people[i].Person.Audio[0].Packets);
        });
        await UntilAsync("the others' call went on", () => Enumerable.Range(0, 2).All(i =>
            people[i].Person.Video[0].ShownFrames > frames[i] + 50 && people[i].Person.Audio[0].Packets > packets[i] + 90));
        for (var i = 0; i < 2; i++)
        {
            var (video, audio) = (people[i].Person.Video[0], people[i].Person.Audio[0]);
            (video.LastSender, audio.LastSender).ShouldBe((1 - i, 1 - i));
            (video.PictureJumps, video.Skipped, video.Damaged, audio.Damaged).ShouldBe((0, 0, 0, 0));
        }
    }

    private Task<bool> WatchAsync(Action<CrowdMember, MonotonicTime>? watch) => crowd.AskAsync(_ =>
    {
        foreach (var member in crowd.Members)
            member.Watch = watch;
        return true;
    });

    public async ValueTask DisposeAsync()
    {
        crowd.Dispose();
        foreach (var person in people)
            await person.Hub.DisposeAsync();
        certificate.Dispose();
    }
}
