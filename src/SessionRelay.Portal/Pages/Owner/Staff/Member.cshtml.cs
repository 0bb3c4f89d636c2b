using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Accounts;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Pages.Journey;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>One member of staff: name, zone, what they do, whether they come in.</summary>
[Mine<Owned<StaffMember>>]
[Once]
internal sealed class MemberModel(StaffDeeds deeds, PageLinks links) : MemberFields
{
    private const string NoOwner = "Without an owner nobody could change the practice any more. Make somebody else an owner first.";

    private StaffMember Member => Record<StaffMember>();

    public Guid Id => Member.Id;

    /// <summary>The name as it is stored, whatever stands in the field.</summary>
    public string Shown { get; private set; } = "";

    public bool IsActive { get; private set; }

    public bool IsTherapist { get; private set; }

    public bool HasSignIn { get; private set; }

    public int ToCome { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel)
    {
        (Name, JobTitle, Zone, Version) = (Member.Name.Value, Member.Title, Member.Zone, StampOf(Member));
        Roles = [.. PortalRoles.Of(Member.Roles).Select(PortalRoles.Parse)];
        await ShowAsync(cancel);
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        Check();
        if (IsActive && !RolesTogether.HasFlag(PortalRole.Owner) && Member.Roles.HasFlag(PortalRole.Owner) && await deeds.IsLastOwnerAsync(Member, cancel)) ModelState.AddModelError(nameof(Roles), NoOwner);
        if (!ModelState.IsValid) return Page();
        if (Name!.Trim() != Member.Name.Value) Member.Name = Name.Trim();
        (Member.Title, Member.Zone, Member.Roles) = (TextOrNull(JobTitle), Zone!, RolesTogether);
        return await SaveAndApplyAsync("Saved.", cancel);
    }

    public async Task<IActionResult> OnPostInviteAsync(CancellationToken cancel)
    {
        if (Member is not { IsActive: true, UserId: not null }) return NotFound();
        Told = AddModel.InvitedWords(await deeds.InviteAsync(Member, token => links.Absolute<EnterModel>(new { token }), cancel));
        return Redirect(links.To<MemberModel>(new { id = Id }));
    }

    public async Task<IActionResult> OnPostLeaveAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        ModelState.Clear(); // the other form's fields are not sent with this one
        if (Member.Roles.HasFlag(PortalRole.Owner) && await deeds.IsLastOwnerAsync(Member, cancel))
        {
            await OnGetAsync(cancel);
            ModelState.AddModelError("", NoOwner);
            return Page();
        }

        Member.IsActive = false;
        return await SaveAndApplyAsync("They have left. From now on they can't sign in.", cancel);
    }

    public async Task<IActionResult> OnPostReturnAsync(CancellationToken cancel)
    {
        await ShowAsync(cancel);
        ModelState.Clear();
        Member.IsActive = true;
        return await SaveAndApplyAsync("They are back. Send an invitation if they have lost their way in.", cancel);
    }

    private async Task<IActionResult> SaveAndApplyAsync(string told, CancellationToken cancel)
    {
        if (!await SaveAsync(Member, cancel))
        {
            if (Name is null) (Name, JobTitle, Zone, Roles) = (Member.Name.Value, Member.Title, Member.Zone, [.. PortalRoles.Of(Member.Roles).Select(PortalRoles.Parse)]);
            return Page();
        }

        await deeds.ApplyRolesAsync(Member, cancel);
        Told = told;
        return Redirect(links.To<MemberModel>(new { id = Id }));
    }

    private async Task ShowAsync(CancellationToken cancel)
    {
        (Shown, IsActive, HasSignIn, IsTherapist) = (Member.Name.Value, Member.IsActive, Member.UserId is not null, Member.Roles.HasFlag(PortalRole.Therapist));
        ToCome = IsTherapist ? await deeds.BookingsToComeAsync(Id, cancel) : 0;
    }
}
