using System.Threading.Channels;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Mail;

namespace SessionRelay.Portal.Accounts;

/// <summary>
/// Somebody asked for a link to sign in. The page answers at once and alike whoever it is; whether the address is known is found out here, afterwards, so neither words nor
/// time tell. At most <see cref="MostAnHour"/> links an hour go to one address.
/// </summary>
internal sealed partial class LinkRequests(IServiceScopeFactory scopes, ILogger<LinkRequests> log) : BackgroundService
{
    private const int MostAnHour = 5;
    private const int MostWaiting = 1_000; // further ones are dropped: their people press again

    private readonly Channel<Request> waiting = Channel.CreateBounded<Request>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly PartitionedRateLimiter<Guid> limiter = PartitionedRateLimiter.Create<Guid, Guid>(user => RateLimitPartition.GetSlidingWindowLimiter(
        user, _ => new SlidingWindowRateLimiterOptions { PermitLimit = MostAnHour, Window = TimeSpan.FromHours(1), SegmentsPerWindow = 6 }));

    /// <param name="link">Makes the page's address of a token.</param>
    public void Add(string address, Func<string, string> link) => waiting.Writer.TryWrite(new Request(address, link));

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var request in waiting.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await AnswerAsync(request, stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                Failed(failure.GetType().Name);
            }
        }
    }

    public override void Dispose()
    {
        limiter.Dispose();
        base.Dispose();
    }

    private async Task AnswerAsync(Request request, CancellationToken cancel)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<UnitOfWork>().Person = ActingPerson.Program("sign-in-link");
        var users = scope.ServiceProvider.GetRequiredService<UserManager<PortalUser>>();
        if (await users.FindByEmailAsync(request.Address) is not { } user || PortalRoles.IsStaff(user)) return; // staff never sign in by mail
        using var lease = limiter.AttemptAcquire(user.Id);
        if (!lease.IsAcquired)
        {
            TooMany();
            return;
        }

        var token = await scope.ServiceProvider.GetRequiredService<SignInLinks>().MintAsync(LinkPurpose.SignIn, user.Id, cancel);
        var words = scope.ServiceProvider.GetRequiredService<MailWords>().SignIn(request.Link(token));
        await scope.ServiceProvider.GetRequiredService<Outbox>().AddAsync(new Letter("sign-in", user.Email!, words.Subject, words.Text) { ClientId = user.ClientId }, cancel);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A link to sign in could not be sent: {Failure}")]
    private partial void Failed(string failure);

    [LoggerMessage(Level = LogLevel.Information, Message = "Too many links to sign in were asked for one person; none was sent")]
    private partial void TooMany();

    private sealed record Request(string Address, Func<string, string> Link);
}
