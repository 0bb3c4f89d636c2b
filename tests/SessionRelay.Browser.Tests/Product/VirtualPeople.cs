using SessionRelay.Browser.Tests.Network;
using SessionRelay.Dtls;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.People;
using SessionRelay.Net;
using SessionRelay.Routing;

namespace SessionRelay.Browser.Tests.Product;

/// <summary>People of the load tests in the browsers' namespace: they send what a browser would, and cost this machine next to nothing.</summary>
internal sealed class VirtualPeople : IAsyncDisposable
{
    private readonly Crowd crowd = new(new MonotonicClock(TimeProvider.System), new SocketPerMember());
    private readonly DtlsCertificate certificate = DtlsCertificate.Create();
    private readonly PacketBlockPool pool = new();
    private readonly List<HubLine> lines = [];
    private readonly TargetSettings target;

    private VirtualPeople(RunningPortal portal) => target = new TargetSettings(portal.Url, "", portal.Url, TrustAnyCertificate: false, portal.Http);

    public static async Task<VirtualPeople> BeginAsync(VirtualNetwork network, RunningPortal portal)
    {
        var people = new VirtualPeople(portal);
        people.crowd.Start();
        await people.crowd.AskAsync(_ =>
        {
            network.EnterClient(); // everybody's socket is made on this thread
            return true;
        });
        return people;
    }

    /// <summary>Enters, connects and sends from then on.</summary>
    public async Task JoinAsync(Invitation who, IReadOnlyList<VideoEncoding> camera)
    {
        var cancel = TestContext.Current.CancellationToken;
        CrowdMember? member = null;
        var line = await HubLine.OpenAsync(target, its =>
        {
            its.OnParticipants(null);
            its.LayerChanged += layer => crowd.Post(_ => Watch(member, layer));
        }, cancel);
        lines.Add(line);
        await line.EnterAsync(who.Link.Split("#ticket=")[1], HubLine.NewAttempt(), cancel);
        await line.SetMediaAsync(audio: true, video: true, cancel);
        var settings = new PersonSettings { Number = lines.Count, Camera = camera };
        (member, var offer) = await crowd.AskAsync(_ =>
        {
            var added = crowd.Add(its => new VirtualPerson(settings, certificate, its, pool, its.Local));
            return (added, ((VirtualPerson)added.Endpoint).Offer());
        });
        var answer = await line.ConnectAsync(offer, "p1", 0, cancel);
        await crowd.AskAsync(now =>
        {
            ((VirtualPerson)member.Endpoint).TakeAnswer(answer.Sdp, now);
            crowd.Settle(member);
            return true;
        });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var line in lines) await line.DisposeAsync();
        crowd.Dispose();
        certificate.Dispose();
    }

    /// <summary>As a browser does: an encoding that nobody watches rests, and one that is watched again begins with a key frame.</summary>
    private void Watch(CrowdMember? member, LayerNews layer)
    {
        if (member is null) return;
        foreach (var video in ((VirtualPerson)member.Endpoint).Videos.Where(video => video.Rid == layer.Rid))
        {
            video.KeyframeWanted |= layer.Active && !video.IsActive;
            video.IsActive = layer.Active;
        }

        crowd.Settle(member);
    }
}
