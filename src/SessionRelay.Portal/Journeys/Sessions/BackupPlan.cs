using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using SessionRelay.Portal.Data.Bookings;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Policies;
using SessionRelay.Portal.Practice;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Journeys.Sessions;

/// <summary>Who calls somebody whose connection stays away.</summary>
internal enum BackupCall
{
    /// <summary>Nobody: they call the practice.</summary>
    None,

    /// <summary>The therapist, on a phone of their own: the node has no line.</summary>
    Therapist,

    /// <summary>The node, when the therapist presses.</summary>
    OnPress,

    /// <summary>The node, by itself.</summary>
    Unasked,
}

/// <summary>What happens when the connection of a session breaks, as people are told before it.</summary>
/// <param name="Words">The practice's own; null where it has written none.</param>
/// <param name="From">What the phone's display shows, where that is known.</param>
/// <param name="Practice">Where they reach the practice; null when nobody has said.</param>
internal sealed record BackupPlan(string? Words, BackupCall Call, string? From, string? Practice);

/// <summary>Puts it together from the practice's policies, its own words and the node's telephone line.</summary>
internal sealed class BackupPlans(UnitOfWork work, IPracticeFacts facts, IOptions<PhoneSettings> phone)
{
    /// <summary>The place of the practice's own words.</summary>
    public const string Place = "backup-plan";

    /// <param name="language">The reader's, BCP 47.</param>
    /// <param name="cancel">Ends it.</param>
    public async Task<BackupPlan> InAsync(string language, CancellationToken cancel)
    {
        var words = await work.Db.PracticeTexts.AsNoTracking().Where(text => text.Place == Place).OrderBy(text => text.Language == language ? 0 : 1).FirstOrDefaultAsync(cancel);
        var fallback = (await new ScheduleReader(work).PolicyAsync(cancel)).Sessions.Phone;
        var practice = phone.Value.PracticeNumber ?? facts.Current.Phone;
        return new BackupPlan(
            words is { Text.Length: > 0 } ? words.Text : null,
            (fallback, phone.Value.HasTrunk) switch
            {
                (PhoneFallback.Off, _) => BackupCall.None,
                (_, false) => BackupCall.Therapist,
                (PhoneFallback.Auto, _) => BackupCall.Unasked,
                _ => BackupCall.OnPress,
            },
            phone.Value.Trunk?.CallerId is { Length: > 0 } shown ? shown : null,
            practice.Length > 0 ? practice : null);
    }
}
