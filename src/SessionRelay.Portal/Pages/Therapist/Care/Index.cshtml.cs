using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Journeys.Care;
using SessionRelay.Portal.Web;
using ClientRecord = SessionRelay.Portal.Data.Clients.Client;

namespace SessionRelay.Portal.Pages.Therapist.Care;

/// <summary>A therapist's own clients, and what has happened with them.</summary>
internal sealed class IndexModel(CarePeople people, NoticeBoard board, PageLinks links) : PageModel
{
    public IReadOnlyList<ClientRecord> Clients { get; private set; } = [];

    public IReadOnlyList<ShownNotice> Notices { get; private set; } = [];

    public Guid? MemberId { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        if (await people.MemberOfAsync(PortalRoles.IdOf(User), cancel) is not { } member) return;
        MemberId = member.Id;
        Clients = [.. (await people.OwnAsync(member, cancel)).OrderBy(client => client.Name.Value, StringComparer.CurrentCulture)];
        Notices = await board.ForMemberAsync(member.Id, cancel);
    }

    public async Task<IActionResult> OnPostDoneAsync(Guid notice, CancellationToken cancel)
    {
        var userId = PortalRoles.IdOf(User);
        if (await people.MemberOfAsync(userId, cancel) is not { } member || !await board.TickOffAsync(notice, member.Id, userId, cancel)) return NotFound();
        return Redirect(links.To<IndexModel>());
    }
}
