using System.Security.Cryptography;
using SessionRelay.Dtls;
using SessionRelay.Ice;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.LoadTests.People;
using SessionRelay.Routing;
using SessionRelay.Sdp;

namespace SessionRelay.LoadTests.Janus;

/// <summary>A video room with its people: the senders publish, then everybody subscribes to all senders but themselves. Any thread.</summary>
internal sealed class JanusRoom(JanusApi api, Crowd crowd, DtlsCertificate certificate, PacketBlockPool pool, MediaMeasures measures, int number)
{
    private static readonly TimeSpan PathBound = TimeSpan.FromSeconds(15);

    /// <summary>Throws <see cref="RefusedException"/> when somebody can't get in.</summary>
    public async Task FillAsync(IReadOnlyList<PersonSettings> people, CancellationToken stop)
    {
        var owner = await api.AttachAsync(stop);
        await api.AskAsync(owner, new { request = "create", room = number, publishers = people.Count, bitrate = 20_000_000, audiocodec = "opus", videocodec = "vp8" }, stop);
        var feeds = new Dictionary<PersonSettings, long>();
        foreach (var person in people.Where(person => person.Microphone))
            feeds[person] = await PublishAsync(person, stop);
        foreach (var person in people.Where(person => person.Slots > 0))
        {
            var others = feeds.Where(feed => feed.Key != person).Select(feed => feed.Value).Take(person.Slots).ToArray();
            if (others.Length > 0)
                await SubscribeAsync(others, stop);
        }
    }

    private async Task<long> PublishAsync(PersonSettings person, CancellationToken stop)
    {
        var handle = await api.AttachAsync(stop);
        var joined = await api.AskAsync(handle, new { request = "join", ptype = "publisher", room = number }, stop);
        var credentials = IceCredentials.Create();
        var ssrcs = (Audio: NewSsrc(), Video: new SdpSsrc(NewSsrc(), NewSsrc()));
        var offer = JanusSdp.PublisherOffer(SdpOfferWriter.Write(new SdpOfferParameters
        {
            Ufrag = credentials.Ufrag,
            Password = credentials.Password,
            Fingerprint = certificate.Fingerprint.ToString(),
            MicrophoneSsrc = ssrcs.Audio,
            Camera = person.Camera.Count > 0 ? ssrcs.Video : null,
        }));
        var reply = await api.AskAsync(handle, new { request = "publish" }, stop, "offer", offer);
        await ConnectAsync((member, now) => JanusEndpoint.Publisher(member, certificate, pool, credentials, person, ssrcs, JanusSdp.Read(reply.Sdp!), measures, now), stop);
        await api.ConnectedAsync(handle, stop);
        return joined.Data.GetProperty("id").GetInt64();
    }

    private async Task SubscribeAsync(long[] feeds, CancellationToken stop)
    {
        var handle = await api.AttachAsync(stop);
        var offered = await api.AskAsync(handle, new { request = "join", ptype = "subscriber", room = number, streams = feeds.Select(feed => new { feed }) }, stop);
        var credentials = IceCredentials.Create();
        var answer = JanusSdp.SubscriberAnswer(offered.Sdp!, credentials, certificate.Fingerprint);
        await api.AskAsync(handle, new { request = "start" }, stop, "answer", answer);
        await ConnectAsync((member, now) => JanusEndpoint.Subscriber(member, certificate, credentials, JanusSdp.Read(offered.Sdp!), measures, now), stop);
    }

    private async Task ConnectAsync(Func<CrowdMember, Wire.MonotonicTime, JanusEndpoint> make, CancellationToken stop)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await crowd.AskAsync(now =>
        {
            var member = crowd.Add(its => make(its, now));
            member.Watch = (its, _) =>
            {
                if (!its.Endpoint.IsReady)
                    return;
                its.Watch = null;
                ready.TrySetResult();
            };
            crowd.Settle(member);
            return true;
        });
        try
        {
            await ready.Task.WaitAsync(PathBound, TimeProvider.System, stop);
        }
        catch (TimeoutException e)
        {
            throw new RefusedException("dtls-timeout", $"A connection to Janus was not up within {PathBound.TotalSeconds:0} s.", e);
        }
    }

    private static uint NewSsrc() => BitConverter.ToUInt32(RandomNumberGenerator.GetBytes(4)) | 1;
}
