using SessionRelay.Portal.Journeys.Sessions;

namespace SessionRelay.Portal.Pages.Session;

/// <summary>What a reader is told of a broken connection.</summary>
/// <param name="IsByPhone">The session itself is by phone.</param>
/// <param name="Number">The reader's own, E.164; null when nobody has said, or when this page shows none.</param>
/// <param name="IsAsked">The reader writes the number on this page.</param>
/// <param name="ChangeAddress">Where another number can be given; null when not by this reader.</param>
internal sealed record BackupPlanView(BackupPlan Plan, bool IsByPhone = false, string? Number = null, bool IsAsked = false, string? ChangeAddress = null);
