using System.Net;
using System.Text;
using SessionRelay.Phone.Sip;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Phone.Sip;

/// <summary>A user agent, the trunk that a test plays by hand, and a clock that only moves when it is told.</summary>
internal sealed class ScriptedTrunk
{
    public const string Answer = "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.9\r\nt=0 0\r\nm=audio 20000 RTP/AVP 0 101\r\na=rtpmap:101 telephone-event/8000\r\n";

    public static readonly TransportAddress Address = TransportAddress.FromIPv4(0xC000_0201, 5060);
    public static readonly PhoneLocalMedia Media = new(new IPEndPoint(IPAddress.Parse("192.0.2.100"), 30_000), 7);

    private int _words;
    private uint _number = 100;

    public ScriptedTrunk(Func<SipTrunk, SipTrunk>? change = null)
    {
        var trunk = new SipTrunk { Address = Address, Domain = "pbx.example", LocalHost = "192.0.2.100", LocalPort = 5070, User = "relay", Password = "secret" };
        Agent = new SipUserAgent(change?.Invoke(trunk) ?? trunk, Now, () => $"w{++_words:x8}");
        Advance(TimeSpan.Zero);
        Reply(Take("OPTIONS"), 200);
    }

    public MonotonicTime Now { get; private set; } = MonotonicTime.FromMilliseconds(1_000);
    public SipUserAgent Agent { get; }

    /// <summary>What the agent sent and nobody took yet.</summary>
    public List<SipMessage> Sent
    {
        get
        {
            while (Agent.Outbox.TryTake(out var datagram))
            {
                SipParser.TryParse(datagram.Bytes, out var message, out var error).ShouldBeTrue(error.ToString());
                field.Add(message!);
                To.Add(datagram.To);
            }

            return field;
        }
    } = [];

    public List<TransportAddress> To { get; } = [];

    public OutgoingCall Dial(PhoneLocalMedia? media = null) => Agent.Dial("+493012345", media ?? Media, Now)!;

    /// <summary>A call that was answered, its ACK taken.</summary>
    public OutgoingCall Connected(params (string Name, string Value)[] headers)
    {
        var call = Dial();
        Reply(Take("INVITE"), 200, Answer, headers: headers);
        Take("ACK");
        call.State.ShouldBe(CallState.Answered);
        return call;
    }

    public SipMessage Take(string method)
    {
        var found = Sent.FirstOrDefault(m => m.Method == method);
        found.ShouldNotBeNull($"no {method} was sent");
        Sent.Remove(found);
        return found;
    }

    public SipMessage TakeResponse()
    {
        var found = Sent.FirstOrDefault(m => !m.IsRequest);
        found.ShouldNotBeNull("no response was sent");
        Sent.Remove(found);
        return found;
    }

    public int Count(string method) => Sent.Count(m => m.Method == method);

    public void Reply(SipMessage request, int status, string sdp = "", string tag = "them", params (string Name, string Value)[] headers)
    {
        var writer = SipWriter.Answer(request, status, "Reason", Address.ToIPEndPoint(), status == 100 ? null : tag);
        if (status is >= 180 and < 300)
            writer.Header("Contact", "<sip:them@192.0.2.1:5062>");
        foreach (var (name, value) in headers)
            writer.Header(name, value);
        Agent.Receive(writer.Finish(sdp.Length > 0 ? "application/sdp" : null, sdp), Address, Now);
    }

    /// <summary>A request of the trunk within the call.</summary>
    public void Request(OutgoingCall call, string method, string sdp = "", string tag = "them", uint? number = null, string? branch = null, params (string Name, string Value)[] headers)
    {
        var writer = SipWriter.Request(method, "sip:relay@192.0.2.100:5070").Header("Via", $"SIP/2.0/UDP 192.0.2.1:5060;branch={branch ?? "z9hG4bK" + ++_words};rport")
            .Header("From", $"<sip:+493012345@pbx.example>;tag={tag}").Header("To", $"<sip:relay@pbx.example>;tag={call.LocalTag}")
            .Header("Call-ID", call.CallId).Header("CSeq", $"{number ?? ++_number} {method}").Header("Contact", "<sip:them@192.0.2.1:5062>");
        foreach (var (name, value) in headers)
            writer.Header(name, value);
        Agent.Receive(writer.Finish(sdp.Length > 0 ? "application/sdp" : null, sdp), Address, Now);
    }

    public void Receive(string text) => Agent.Receive(Encoding.Latin1.GetBytes(text), Address, Now);

    /// <summary>Lets time pass, deadline by deadline.</summary>
    public void Advance(TimeSpan span)
    {
        var end = Now + span;
        for (var steps = 0; Agent.NextDeadline <= end; steps++)
        {
            steps.ShouldBeLessThan(100_000);
            Now = MonotonicTime.Max(Now, Agent.NextDeadline);
            Agent.Advance(Now);
        }

        Now = end;
        Agent.Advance(Now);
    }

    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    public List<CallEvent> Events()
    {
        List<CallEvent> events = [];
        while (Agent.TryTakeEvent(out var happened))
            events.Add(happened);
        return events;
    }
}
