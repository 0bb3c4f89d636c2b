using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Forms;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>Of a teen: the parent or guardian who will sign, and how to reach them.</summary>
internal sealed class GuardianModel : ContactPage
{
    [BindProperty]
    [Required(ErrorMessage = "Write the guardian's name.")]
    [OneLine]
    [StringLength(120, ErrorMessage = "A name has at most 120 characters here.")]
    public string? Name { get; set; }

    [BindProperty]
    [OneLine]
    [StringLength(60, ErrorMessage = "Say it in at most 60 characters, like \"mother\".")]
    public string? Relationship { get; set; }

    [BindProperty]
    [EmailShape]
    public string? Email { get; set; }

    [BindProperty]
    [PhoneShape]
    public string? Phone { get; set; }

    public void OnGet() => (Name, Relationship, Email, Phone) = (Draft.GuardianName, Draft.GuardianRelationship, Draft.GuardianEmail, PhoneWords.OrNull(Draft.GuardianPhone));

    public async Task<IActionResult> OnPostAsync()
    {
        if (Trimmed(Email) is null && Trimmed(Phone) is null) ModelState.AddModelError(nameof(Email), "Write the guardian's e-mail address, or their phone number below.");
        var number = PhoneFields.Read(ModelState, nameof(Phone), Phone, Draft.Region ?? Country);
        if (!ModelState.IsValid) return Page();
        (Draft.GuardianName, Draft.GuardianRelationship, Draft.GuardianEmail, Draft.GuardianPhone) = (Trimmed(Name), Trimmed(Relationship), Trimmed(Email), number);
        return await ContinueAsync();
    }
}
