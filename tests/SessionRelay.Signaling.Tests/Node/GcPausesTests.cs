using SessionRelay.Signaling.Operations;

namespace SessionRelay.Signaling.Tests.Node;

public sealed class GcPausesTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Listen_WhileMemoryIsCollected_TellsOfThePause()
    {
        var told = new TaskCompletionSource<double>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var listening = GcPauses.Listen(seconds => told.TrySetResult(seconds));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        enough.CancelAfter(Bound);
        while (!told.Task.IsCompleted)
        {
            enough.Token.ThrowIfCancellationRequested();
            GC.Collect(); // the runtime hands its news on in its own time
            await Task.WhenAny(told.Task, Task.Delay(100, enough.Token));
        }

        (await told.Task).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task Listen_OfManyNodesThatComeAndGoAtOnce_WaitsForNobody()
    {
        var comings = Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < 50; i++) GcPauses.Listen(_ => { }).Dispose();
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(comings).WaitAsync(Bound, TestContext.Current.CancellationToken);
    }
}
