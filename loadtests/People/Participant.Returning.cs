using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Measures;

namespace SessionRelay.LoadTests.People;

/// <content>Coming back: after a loss of the network that the scenario makes, or of the hub that nobody wished.</content>
internal sealed partial class Participant
{
    private static readonly TimeSpan MediaBound = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan[] BackOff = [TimeSpan.Zero, TimeSpan.FromMilliseconds(250), TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)]; // protocol.md, Hub

    private int _returning; // 1 while somebody brings it back

    /// <summary>
    /// The network is gone for a while and comes back under another address, as from Wi-Fi to mobile: nothing passes either way, the hub's connection breaks, then the person
    /// returns with the resume token and restarts ICE. Counted as <see cref="StepTable.Reconnect"/>.
    /// </summary>
    public async Task LoseNetworkAsync(TimeSpan outage, CancellationToken stop)
    {
        if (!_isIn || _member is not { } member || Interlocked.Exchange(ref _returning, 1) != 0)
            return;
        try
        {
            _line?.Abort();
            await _stage.Crowd.AskAsync(_ => member.IsOffline = true);
            await Task.Delay(outage, TimeProvider.System, stop);
            await _stage.Crowd.AskAsync(_ =>
            {
                _stage.Crowd.Move(member);
                return member.IsOffline = false;
            });
            await ReturnCountedAsync(stop);
        }
        finally
        {
            Volatile.Write(ref _returning, 0);
        }
    }

    private void OnHubLost(HubLine line)
    {
        if (_leaving || line != _line || !_isIn)
            return;
        _stage.OnHubLost();
        _ = ReturnAloneAsync();
    }

    private async Task ReturnAloneAsync()
    {
        if (Interlocked.Exchange(ref _returning, 1) != 0)
            return; // it is on its way back already
        try
        {
            await ReturnCountedAsync(CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // The run is over.
        }
        finally
        {
            Volatile.Write(ref _returning, 0);
        }
    }

    private async Task ReturnCountedAsync(CancellationToken stop)
    {
        var from = _stage.Clock.Now;
        RefusedException? last = null;
        foreach (var wait in BackOff)
        {
            if (_leaving)
                return;
            if (wait > TimeSpan.Zero)
                await Task.Delay(wait, TimeProvider.System, stop);
            try
            {
                await ReturnAsync(stop);
                _stage.Steps.Ok(StepTable.Reconnect, _stage.Clock.Now - from);
                return;
            }
            catch (RefusedException refused)
            {
                last = refused;
            }
        }

        if (_leaving)
            return;
        _stage.Steps.Fail(StepTable.Reconnect, last!.Code);
        await GiveUpAsync();
    }

    private async Task ReturnAsync(CancellationToken stop)
    {
        var old = _line;
        var member = _member!;
        var line = await HubLine.OpenAsync(_stage.Target, Prepare, stop);
        _line = line;
        if (old is not null)
            await old.DisposeAsync();
        var entered = await line.ReturnAsync(_resume, stop);
        _resume = entered.Resume;
        var media = line.SetMediaAsync(_settings.Microphone, _settings.Camera.Count > 0, stop);
        var offer = await _stage.Crowd.AskAsync(_ => ((VirtualPerson)member.Endpoint).RestartOffer());
        var answer = await line.ConnectAsync(offer, PeerName, ++_generation, stop);
        await media;
        var flows = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _stage.Crowd.AskAsync(now =>
        {
            var person = (VirtualPerson)member.Endpoint;
            var before = person.MediaReceived;
            member.Watch = (its, _) =>
            {
                // A person who shows nobody is back when the relay's own packets come.
                if (person.MediaReceived == before && _settings.Slots > 0)
                    return;
                if (!person.Peer!.IsIceConnected)
                    return;
                its.Watch = null;
                flows.TrySetResult();
            };
            person.TakeAnswer(answer.Sdp, now);
            _stage.Crowd.Settle(member);
            return true;
        });
        await BoundAsync(flows.Task, MediaBound, "no-media", "No media came after the return", stop);
    }
}
