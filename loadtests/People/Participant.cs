using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;
using SessionRelay.Wire;

namespace SessionRelay.LoadTests.People;

/// <summary>
/// A person's whole way: hub, waiting room, offer and answer, ICE, DTLS, media; coming back with the resume token when the connection is lost; leaving.
/// Any thread; what belongs to the media runs on the crowd's.
/// </summary>
internal sealed partial class Participant
{
    private const string PeerName = "p1";

    private static readonly TimeSpan AdmitBound = TimeSpan.FromSeconds(30); // a host who joins in the same storm
    private static readonly TimeSpan PathBound = TimeSpan.FromSeconds(15); // five tries of DTLS

    private readonly Stage _stage;
    private readonly Gathering _session;
    private readonly string _ticket;
    private readonly PersonSettings _settings;
    private readonly HashSet<string> _admitted = [];
    private HubLine? _line;
    private CrowdMember? _member;
    private string _resume = "";
    private int _generation;
    private volatile bool _isIn;
    private volatile bool _leaving;

    public Participant(Stage stage, Gathering session, string id, string ticket, PersonSettings settings)
    {
        _stage = stage;
        _session = session;
        _ticket = ticket;
        _settings = settings;
        Id = id;
    }

    public string Id { get; }

    /// <summary>Joined, and not left or lost for good.</summary>
    public bool IsIn => _isIn;

    private bool IsSender => _settings.Microphone || _settings.Camera.Count > 0;

    /// <summary>Joins; false when it failed, which is counted under the step's code.</summary>
    public async Task<bool> TryJoinAsync(CancellationToken stop)
    {
        var pressed = _stage.Clock.Now;
        try
        {
            await JoinAsync(pressed, stop);
            _stage.Steps.Ok(StepTable.Join, _stage.Clock.Now - pressed);
            return true;
        }
        catch (RefusedException refused)
        {
            _stage.Steps.Fail(StepTable.Join, refused.Code);
            await GiveUpAsync();
            return false;
        }
    }

    public async Task LeaveAsync(CancellationToken stop)
    {
        _leaving = true;
        try
        {
            if (_isIn && _line is not null)
                await _line.LeaveAsync(stop);
        }
        catch (RefusedException)
        {
            // The connection is gone already.
        }

        await GiveUpAsync();
    }

    private async Task JoinAsync(MonotonicTime pressed, CancellationToken stop)
    {
        var steps = _stage.Steps;
        var line = _line = await steps.DoAsync(StepTable.Hub, () => HubLine.OpenAsync(_stage.Target, Prepare, stop));
        var entered = await steps.DoAsync(StepTable.Enter, () => line.EnterAsync(_ticket, HubLine.NewAttempt(), stop));
        _resume = entered.Resume;
        if (entered.State == "waiting")
            await steps.DoAsync(StepTable.Admit, () => BoundAsync(line.Admitted.Task, AdmitBound, "not-admitted", "Nobody admitted this person", stop));

        var (member, offer) = await _stage.Crowd.AskAsync(_ =>
        {
            var its = _stage.Crowd.Add(
                member => new VirtualPerson(_settings, _stage.Certificate, member, _stage.Pool, member.Local, _stage.MeasuresOf(_session.Plan.Group)), _session.Plan.Group);
            return (its, ((VirtualPerson)its.Endpoint).Offer());
        });
        _member = member;
        var media = line.SetMediaAsync(_settings.Microphone, _settings.Camera.Count > 0, stop); // in the hub's order before the offer
        var answer = await steps.DoAsync(StepTable.Connect, () => line.ConnectAsync(offer, PeerName, _generation, stop));
        await media;
        await steps.DoAsync(StepTable.MediaPath, () => OpenPathAsync(member, answer.Sdp, pressed, stop));
        _isIn = true;
        _stage.OnIn();
    }

    /// <summary>What a page listens to, before anything can come.</summary>
    private void Prepare(HubLine line)
    {
        line.LayerChanged += OnLayer;
        line.Ended += why => OnEnded(line, why);
        line.Lost += () => OnHubLost(line);
        line.OnParticipants(Id == "host-0" && _session.Plan.WaitingRoom ? people => AdmitWaiting(line, people) : null);
    }

    private async Task OpenPathAsync(CrowdMember member, string answer, MonotonicTime pressed, CancellationToken stop)
    {
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _stage.Crowd.AskAsync(now =>
        {
            member.Watch = (its, at) => WatchJoin(its, at, pressed, ready);
            ((VirtualPerson)member.Endpoint).TakeAnswer(answer, now);
            _stage.Crowd.Settle(member);
            return true;
        });
        try
        {
            await ready.Task.WaitAsync(PathBound, TimeProvider.System, stop);
        }
        catch (TimeoutException e)
        {
            var connected = await _stage.Crowd.AskAsync(_ => ((VirtualPerson)member.Endpoint).Peer!.IsIceConnected);
            throw connected
                ? new RefusedException("dtls-timeout", $"The DTLS handshake did not end within {PathBound.TotalSeconds:0} s.", e)
                : new RefusedException("ice-timeout", $"No candidate of the node answered within {PathBound.TotalSeconds:0} s; is its UDP port reachable from here?", e);
        }
    }

    private void WatchJoin(CrowdMember member, MonotonicTime now, MonotonicTime pressed, TaskCompletionSource ready)
    {
        var endpoint = member.Endpoint;
        if (!endpoint.IsReady)
            return;
        if (ready.TrySetResult() && IsSender)
            _session.OnSenderReady(this, now);
        if (_settings.Slots == 0)
            member.Watch = null;
        if (endpoint.FirstMediaAt.IsNever)
            return;
        var from = _session.FirstSenderBut(this);
        if (!from.IsNever)
            _stage.Steps.Ok(StepTable.FirstMedia, endpoint.FirstMediaAt - MonotonicTime.Min(MonotonicTime.Max(from, pressed), endpoint.FirstMediaAt));
        member.Watch = null;
    }

    private void AdmitWaiting(HubLine line, ParticipantNews[] people)
    {
        foreach (var person in people)
        {
            bool isNew;
            lock (_admitted)
                isNew = person.State == "waiting" && _admitted.Add(person.Id);
            if (isNew)
                _ = AdmitAsync(line, person.Id);
        }
    }

    private async Task AdmitAsync(HubLine line, string id)
    {
        try
        {
            await line.AdmitAsync(id, CancellationToken.None);
        }
        catch (RefusedException)
        {
            lock (_admitted)
                _admitted.Remove(id); // the next list shows whether the person still waits
        }
    }

    private void OnLayer(LayerNews layer)
    {
        if (_member is not { } member)
            return;
        _stage.Crowd.Post(_ =>
        {
            foreach (var video in ((VirtualPerson)member.Endpoint).Videos)
            {
                if (video.Rid == layer.Rid)
                    video.IsActive = layer.Active;
            }

            _stage.Crowd.Settle(member);
        });
    }

    private void OnEnded(HubLine line, string why)
    {
        if (_leaving || line != _line || !_isIn)
            return;
        _stage.Steps.Fail("stay", why);
        _leaving = true;
        _ = GiveUpAsync();
    }

    private async Task GiveUpAsync()
    {
        if (_isIn)
        {
            _isIn = false;
            _stage.OnOut();
        }

        var line = Interlocked.Exchange(ref _line, null);
        var member = Interlocked.Exchange(ref _member, null);
        try
        {
            if (member is not null)
            {
                await _stage.Crowd.AskAsync(now =>
                {
                    _stage.Crowd.Remove(member, now);
                    return true;
                });
            }
        }
        catch (ObjectDisposedException)
        {
            // The crowd is gone, and the member with it.
        }

        if (line is not null)
            await line.DisposeAsync();
    }

    private static async Task BoundAsync(Task task, TimeSpan bound, string code, string words, CancellationToken stop)
    {
        try
        {
            await task.WaitAsync(bound, TimeProvider.System, stop);
        }
        catch (TimeoutException e)
        {
            throw new RefusedException(code, $"{words} within {bound.TotalSeconds:0} s.", e);
        }
    }
}
