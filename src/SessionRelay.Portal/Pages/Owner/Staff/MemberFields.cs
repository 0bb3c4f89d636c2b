using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Data.Accounts;
using SessionRelay.Portal.Forms;

namespace SessionRelay.Portal.Pages.Owner.Staff;

/// <summary>What is asked of a member of staff, new or known.</summary>
internal abstract class MemberFields : OwnerPage
{
    [BindProperty]
    [Required(ErrorMessage = "Write their name.")]
    [StringLength(120, ErrorMessage = "Write at most 120 characters.")]
    [OneLine]
    public string? Name { get; set; }

    [BindProperty]
    [StringLength(80, ErrorMessage = "Write at most 80 characters.")]
    [OneLine]
    public string? JobTitle { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Choose the time zone in which they work.")]
    public string? Zone { get; set; }

    [BindProperty]
    public List<PortalRole> Roles { get; set; } = [];

    protected PortalRole RolesTogether => OwnerChoices.Together(Roles, (all, one) => all | one) & Accounts.PortalRoles.StaffRoles;

    protected void Check()
    {
        if (Zone is not null && !OwnerChoices.IsZone(Zone)) ModelState.AddModelError(nameof(Zone), "Choose a time zone of the list.");
        if (RolesTogether == PortalRole.None) ModelState.AddModelError(nameof(Roles), "Choose at least one.");
    }
}
