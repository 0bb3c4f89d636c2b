using Microsoft.EntityFrameworkCore;
using NodaTime;
using SessionRelay.Portal.Data.Staff;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Journeys.Care;

namespace SessionRelay.Portal.Journeys.Owners;

/// <summary>Something of a member of staff that ends within 60 days, or has ended.</summary>
/// <param name="Id">Of the licence or credential.</param>
/// <param name="StaffId">Whose.</param>
/// <param name="Staff">Their name.</param>
/// <param name="What">Like "licence for New York".</param>
/// <param name="Until">The last date on which it holds.</param>
/// <param name="HasEnded">It holds no more.</param>
internal sealed record Renewal(Guid Id, Guid StaffId, string Staff, string What, LocalDate Until, bool HasEnded);

/// <summary>Finds what needs to be renewed.</summary>
internal sealed class Renewals(UnitOfWork work)
{
    /// <summary>Of active staff, what ends first comes first. Where a later one of the same kind stands already, the old one needs nobody.</summary>
    public async Task<IReadOnlyList<Renewal>> FindAsync(LocalDate today, CancellationToken cancel)
    {
        var staff = await work.Db.Staff.AsNoTracking().Where(member => member.IsActive).ToListAsync(cancel);
        var names = staff.ToDictionary(member => member.Id, member => member.Name.Value);
        var licences = await work.Db.Licences.AsNoTracking().ToListAsync(cancel);
        var credentials = await work.Db.Credentials.AsNoTracking().ToListAsync(cancel);
        var found = licences
            .GroupBy(licence => (licence.StaffId, licence.Region)).Select(group => group.MaxBy(licence => licence.Until)!)
            .Where(licence => licence.AsRule().NeedsRenewal(today))
            .Select(licence => (licence.Id, licence.StaffId, What: $"licence for {Regions.Name(licence.Region)}", licence.Until));
        var more = credentials
            .GroupBy(credential => (credential.StaffId, credential.Kind)).Select(group => group.MaxBy(credential => credential.Until)!)
            .Where(credential => credential.NeedsRenewal(today))
            .Select(credential => (credential.Id, credential.StaffId, What: WordsOf(credential.Kind), credential.Until));
        return
        [
            .. found.Concat(more)
                .Where(item => names.ContainsKey(item.StaffId))
                .OrderBy(item => item.Until)
                .Select(item => new Renewal(item.Id, item.StaffId, names[item.StaffId], item.What, item.Until, item.Until < today)),
        ];
    }

    public static string WordsOf(CredentialKind kind) => kind switch
    {
        CredentialKind.LiabilityInsurance => "liability insurance",
        CredentialKind.ContinuingEducation => "continuing education",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
