using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.FirstContact;

namespace SessionRelay.Portal.Pages.FirstContact;

/// <summary>Who they are, and how to reach them.</summary>
internal sealed class ReachModel : ContactPage
{
    public static IReadOnlyList<Choice> Choices { get; } = [new(nameof(ReachBy.Email), "By e-mail"), new(nameof(ReachBy.Phone), "By phone")];

    [BindProperty]
    [Required(ErrorMessage = "Write the name that we may call you by.")]
    [OneLine]
    [StringLength(120, ErrorMessage = "A name has at most 120 characters here.")]
    public string? Name { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Say how we should reach you.")]
    public ReachBy? Reach { get; set; }

    [BindProperty]
    [EmailShape]
    public string? Email { get; set; }

    [BindProperty]
    [PhoneShape]
    public string? Phone { get; set; }

    public void OnGet() => (Name, Reach, Email, Phone) = (Draft.Name, Draft.Reach, Draft.Email, PhoneWords.OrNull(Draft.Phone));

    public async Task<IActionResult> OnPostAsync()
    {
        if (Reach == ReachBy.Email && Trimmed(Email) is null) ModelState.AddModelError(nameof(Email), "Write your e-mail address.");
        if (Reach == ReachBy.Phone && Trimmed(Phone) is null) ModelState.AddModelError(nameof(Phone), "Write your phone number.");
        var number = PhoneFields.Read(ModelState, nameof(Phone), Phone, Draft.Region ?? Country);
        if (!ModelState.IsValid) return Page();
        (Draft.Name, Draft.Reach, Draft.Email, Draft.Phone) = (Trimmed(Name), Reach, Trimmed(Email), number);
        return await ContinueAsync();
    }
}
