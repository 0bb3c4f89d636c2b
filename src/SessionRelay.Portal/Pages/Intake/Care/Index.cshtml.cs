using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Assessments;
using SessionRelay.Portal.Data.Clients;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Web;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Intake.Care;

/// <summary>What waits for intake after the first contact: news, who has no therapist, referrals and moves.</summary>
internal sealed class IndexModel(UnitOfWork work, NoticeBoard board, CareWaits waits, Referrals referrals, HouseMoves moves, PageLinks links) : PageModel
{
    private static readonly ClientStage[] WithoutTherapist = [ClientStage.Intake, ClientStage.Assessed, ClientStage.Matching];

    public IReadOnlyList<ShownNotice> Notices { get; private set; } = [];

    public IReadOnlyList<ClientRecord> ToMatch { get; private set; } = [];

    public IReadOnlyList<Referral> ToRefer { get; private set; } = [];

    public IReadOnlyList<HouseMove> Moves { get; private set; } = [];

    /// <summary>Records that wait too long: clients, referrals and moves.</summary>
    public IReadOnlySet<Guid> TooLong { get; private set; } = new HashSet<Guid>();

    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public async Task OnGetAsync(CancellationToken cancel)
    {
        Notices = await board.ForIntakeAsync(cancel);
        ToMatch = await work.Db.Clients.AsNoTracking().Where(client => client.TherapistId == null && WithoutTherapist.Contains(client.Stage)).OrderBy(client => client.CreatedAt).Take(200).ToListAsync(cancel);
        ToRefer = await referrals.ToWorkAsync(cancel);
        Moves = await moves.OpenAsync(cancel);
        TooLong = (await waits.FindAsync(cancel)).Select(wait => wait.RecordId).ToHashSet();
        var ids = ToRefer.Select(referral => referral.ClientId).Concat(Moves.Select(move => move.ClientId)).Distinct().ToList();
        Names = (await work.Db.Clients.AsNoTracking().Where(client => ids.Contains(client.Id)).ToListAsync(cancel)).ToDictionary(client => client.Id, client => client.Name.Value);
    }

    public async Task<IActionResult> OnPostDoneAsync(Guid notice, CancellationToken cancel) =>
        await board.TickOffAsync(notice, null, PortalRoles.IdOf(User), cancel) ? Redirect(links.To<IndexModel>()) : NotFound();

    public static string Words(ClientStage stage) => stage switch
    {
        ClientStage.Intake => "Intake",
        ClientStage.Assessed => "Assessed",
        ClientStage.Matching => "Looking for a therapist",
        _ => stage.ToString(),
    };
}
