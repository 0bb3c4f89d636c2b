namespace SessionRelay.Tests.Phone.Sip;

/// <summary>The steps of sipp's scenarios, as the one who is called.</summary>
internal static class SippScenario
{
    public const string Media = "v=0\no=- 1 1 IN IP4 127.0.0.1\ns=-\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 20000 RTP/AVP 0 101\na=rtpmap:0 PCMU/8000\na=rtpmap:101 telephone-event/8000\n";
    public const string TakeAck = "<recv request=\"ACK\"/>";
    public const string TakeBye = "<recv request=\"BYE\"/>";

    public static readonly string TakeInvite =
        "<recv request=\"INVITE\"><action><ereg regexp=\"[^ ].*\" search_in=\"hdr\" header=\"From:\" assign_to=\"1\"/><ereg regexp=\"&lt;.*\" search_in=\"hdr\" header=\"Contact:\" assign_to=\"2\"/>"
        + "<ereg regexp=\"sip:[^&gt;]*\" search_in=\"hdr\" header=\"Contact:\" assign_to=\"3\"/></action></recv><Reference variables=\"1,2,3\"/>";

    public static string Raw(string text) => $"<send><![CDATA[\n\n{text}\n]]></send>";

    public static string Send(int status, string sdp = "", string? header = null) => Raw(
        $"SIP/2.0 {status} Reason\n[last_Via:]\n[last_From:]\n[last_To:];tag=trunk[call_number]\n[last_Call-ID:]\n[last_CSeq:]\nContact: <sip:trunk@127.0.0.1:[local_port]>\n"
        + (header is null ? "" : header + "\n") + Body(sdp));

    public static string Request(string method, int number, string sdp = "") => Raw(
        $"{method} [$3] SIP/2.0\nVia: SIP/2.0/UDP 127.0.0.1:[local_port];branch=[branch]\nFrom: <sip:+493012345@127.0.0.1:[local_port]>;tag=trunk[call_number]\nTo: [$1]\n"
        + $"Call-ID: [call_id]\nCSeq: {number} {method}\nMax-Forwards: 70\nContact: <sip:trunk@127.0.0.1:[local_port]>\n" + Body(sdp));

    private static string Body(string sdp) => (sdp.Length > 0 ? "Content-Type: application/sdp\n" : "") + "Content-Length: [len]\n\n" + sdp;
}
