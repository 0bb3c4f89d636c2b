using SessionRelay.Wire;

namespace SessionRelay.Phone.Sip;

/// <summary>A dialog that a 2xx made (RFC 3261 section 12): whose it is, the way to the other end, and the counting of requests both ways.</summary>
internal sealed class SipDialog
{
    private readonly string _from;
    private readonly string _to;
    private readonly string _callId;
    private readonly IReadOnlyList<SipNameAddress> _routes;
    private string _target;
    private uint _remoteNumber;
    private bool _remoteNumberKnown;

    /// <param name="number">The INVITE's; the next request of ours has the one after it.</param>
    public SipDialog(SipMessage response, SipRequest invite, uint number)
    {
        _from = invite.From;
        _to = response.Header(SipHeaderName.To)!;
        _callId = invite.CallId;
        RemoteTag = response.To.Tag ?? "";
        Number = number;
        var routes = response.Addresses(SipHeaderName.RecordRoute);
        routes.Reverse();
        _routes = routes;
        _target = invite.Uri;
        SetTarget(response);
    }

    public string RemoteTag { get; }

    /// <summary>Of our last request.</summary>
    public uint Number { get; private set; }

    /// <summary>Where this dialog's requests go: the first hop by its address; null when that is a name, then the trunk is asked.</summary>
    public TransportAddress? NextHop
    {
        get
        {
            SipUri? hop = _routes.Count > 0 ? _routes[0].Uri : SipUri.TryParse(_target, out var target) ? target : null;
            return hop is not null && hop.IsSip && System.Net.IPAddress.TryParse(hop.Host, out var address)
                ? TransportAddress.From(address, hop.Port == 0 ? 5060 : hop.Port)
                : null;
        }
    }

    /// <summary>Takes the other end's Contact of a 2xx or a re-INVITE: later requests go there.</summary>
    public void SetTarget(SipMessage message)
    {
        var contacts = message.Addresses(SipHeaderName.Contact);
        if (contacts.Count > 0 && contacts[0].Uri is { IsSip: true, Headers: null } uri)
            _target = uri.Text;
    }

    /// <summary>A request of ours in the dialog. An ACK has its INVITE's number.</summary>
    public SipRequest Request(string method, uint? number = null)
    {
        // RFC 3261 section 12.2.1.1: a strict router is the Request-URI itself, and the target goes to the end of the route.
        var uri = _target;
        List<string> routes = [];
        foreach (var route in _routes)
            routes.Add($"<{route.Uri.Text}>");
        if (_routes.Count > 0 && !_routes[0].Uri.IsLooseRouter)
        {
            uri = _routes[0].Uri.Text.Split('?')[0];
            routes.RemoveAt(0);
            routes.Add($"<{_target}>");
        }

        return new SipRequest
        {
            Method = method,
            Uri = uri,
            From = _from,
            To = _to,
            CallId = _callId,
            Number = number ?? ++Number,
            Routes = routes,
        };
    }

    /// <summary>False when it is older than one that was here: answered 500 (RFC 3261 section 12.2.2).</summary>
    public bool TryCount(SipMessage request)
    {
        if (_remoteNumberKnown && request.CSeq.Number <= _remoteNumber)
            return false;
        _remoteNumber = request.CSeq.Number;
        _remoteNumberKnown = true;
        return true;
    }
}
