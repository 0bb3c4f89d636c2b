using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Sessions;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Pages.Session;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Client.Session;

/// <summary>The page before a session, for who is signed in. The id is the participant's.</summary>
[Mine<JoinTarget>]
[Once]
internal sealed class JoinModel(UnitOfWork work, SessionDoor door, BeforeAdmitting before, CallNumbers numbers, BackupPlans plans, PageLinks pages)
    : JoinPage(work, door, before, numbers, plans)
{
    public override string CheckAddress => pages.To<Account.DeviceCheckModel>();

    protected override string AfterAddress => pages.To<AfterModel>(new { id = Mine.Of<JoinTarget>(HttpContext).Participant.Id });

    protected override string OwnAddress => pages.To<JoinModel>(new { id = Mine.Of<JoinTarget>(HttpContext).Participant.Id });

    protected override string NumberAddress => pages.To<NumberModel>(new { id = Mine.Of<JoinTarget>(HttpContext).Participant.Id });

    protected override Task<JoinTarget?> FindAsync(CancellationToken cancel) => Task.FromResult<JoinTarget?>(Mine.Of<JoinTarget>(HttpContext));
}
