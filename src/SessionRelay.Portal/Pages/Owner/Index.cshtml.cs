using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Journeys.Owners;
using SessionRelay.Portal.Mail;
using SessionRelay.Portal.Practice;
using SessionRelay.Portal.Web;

namespace SessionRelay.Portal.Pages.Owner;

/// <summary>What the owner finds first: what needs them.</summary>
internal sealed class IndexModel(MailSettings mail, Renewals renewals, UnitOfWork work, IPracticeFacts practice, PageLinks links) : PageModel
{
    public bool IsMailOn => mail.IsOn;

    public IReadOnlyList<Renewal> Renewals { get; private set; } = [];

    /// <summary>What a new practice has yet to say.</summary>
    public List<(string Words, string Link)> Missing { get; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var zone = DateTimeZoneProviders.Tzdb[practice.Current.Zone];
        Renewals = await renewals.FindAsync(work.Database.Clock.GetCurrentInstant().InZone(zone).Date, cancel);
        if (!await work.Db.Practice.AnyAsync(known => known.Id == PracticeProfile.TheOne, cancel)) Missing.Add(("Say what the practice is called, and where it is", links.To<DetailsModel>()));
        if (!await work.Db.Therapists.AnyAsync(cancel)) Missing.Add(("Add a therapist", links.To<Staff.AddModel>()));
        var kinds = await work.Db.ConsentDocuments.Where(document => document.ReplacedAt == null).Select(document => document.Kind).Distinct().CountAsync(cancel);
        if (kinds < Enum.GetValues<ConsentKind>().Length) Missing.Add(("Read the drafts of what clients sign, have your lawyer check them, and put them in force", links.To<Documents.IndexModel>()));
    }
}
