using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Forms;
using SessionRelay.Portal.Journeys.Sessions;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>What is asked of everybody before a session: where they are now, how to reach them, whom to call. They say it on their page, or by voice to their therapist.</summary>
internal abstract class WhereFields : PageModel
{
    [BindProperty]
    [Required(ErrorMessage = "Choose the state or region.")]
    public string? Region { get; set; }

    [BindProperty]
    [StringLength(200, ErrorMessage = "Use at most 200 characters.")]
    [OneLine]
    public string? Where { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write a number for during the session.")]
    [StringLength(32, ErrorMessage = "Use at most 32 characters.")]
    public string? Callback { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the name of somebody to call in an emergency.")]
    [StringLength(100, ErrorMessage = "Use at most 100 characters.")]
    [OneLine]
    public string? EmergencyName { get; set; }

    [BindProperty]
    [Required(ErrorMessage = "Write the number of the emergency contact.")]
    [StringLength(32, ErrorMessage = "Use at most 32 characters.")]
    public string? EmergencyPhone { get; set; }

    /// <summary>What was written, once all of it is right; else null, with an error at each field that is not.</summary>
    /// <param name="country">ISO 3166-1: where a number without a country code belongs.</param>
    protected WhereNow? ReadWhere(string country)
    {
        PlaceFields.Check(ModelState, nameof(Region), Region);
        if (Region == Domain.Care.Region.Elsewhere.Code && string.IsNullOrWhiteSpace(Where)) ModelState.AddModelError(nameof(Where), "Write the country and the address.");
        var callback = PhoneFields.Read(ModelState, nameof(Callback), Callback, country);
        var emergency = PhoneFields.Read(ModelState, nameof(EmergencyPhone), EmergencyPhone, country);
        return ModelState.IsValid ? new WhereNow(Domain.Care.Region.Parse(Region!), Where?.Trim(), callback!, EmergencyName!.Trim(), emergency!) : null;
    }

    /// <summary>From what they said last before this session, else from the record.</summary>
    /// <param name="work">Reads the record.</param>
    /// <param name="target">Whose place it is.</param>
    /// <param name="said">Null when nothing.</param>
    /// <param name="calledAt">E.164; null when nobody has said.</param>
    /// <param name="cancel">Ends it.</param>
    protected async Task PrefillAsync(UnitOfWork work, JoinTarget target, JoinCheck? said, string? calledAt, CancellationToken cancel)
    {
        Region = target.Participant.Region.Code;
        Callback = PhoneWords.OrNull(calledAt);
        // What this person said before this session is nearer the truth than what was once written into the record.
        if (said is not null)
        {
            (Region, Where) = (said.Region.Code, said.Place?.Value);
            (Callback, EmergencyName, EmergencyPhone) = (PhoneWords.Of(said.CallbackNumber.Value), said.EmergencyName.Value, PhoneWords.Of(said.EmergencyPhone.Value));
        }
        else if (target.Member is null && await work.Db.EmergencyContacts.AsNoTracking().FirstOrDefaultAsync(known => known.ClientId == target.Client.Id, cancel) is { } contact)
        {
            (EmergencyName, EmergencyPhone) = (contact.Name.Value, PhoneWords.Of(contact.Phone.Value));
        }
    }
}
