using System.Threading.Channels;

namespace SessionRelay.Tests.Phone.Legs;

/// <summary>Waits for what a room tells, with a bound.</summary>
internal sealed class EventWatch(ChannelReader<RelayEvent> events)
{
    public List<RelayEvent> Seen { get; } = [];

    /// <summary>The first event of a kind that fits and was not awaited before; within a minute, else the test fails.</summary>
    public async Task<T> Until<T>(Func<T, bool> fits)
        where T : RelayEvent
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            while (true)
            {
                var next = await events.ReadAsync(bound.Token);
                Seen.Add(next);
                if (next is T wanted && fits(wanted))
                    return wanted;
            }
        }
        catch (OperationCanceledException late)
        {
            throw new ShouldAssertException($"no such event within a minute; seen: {string.Join(", ", Seen.OfType<RelayEvent.PhoneChanged>().Select(change => change.State))}", late);
        }
    }

    public Task<RelayEvent.PhoneChanged> Until(PhoneLegState state) => Until<RelayEvent.PhoneChanged>(change => change.State == state);
}
