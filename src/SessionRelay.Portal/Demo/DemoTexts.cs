using NodaTime;
using SessionRelay.Portal.Data.Consents;
using SessionRelay.Portal.Data.Practice;
using SessionRelay.Portal.Data.Storage;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Demo;

/// <summary>What the demo's practice says of itself, and what its clients sign.</summary>
internal static class DemoTexts
{
    public static IReadOnlyList<ConsentDocument> Add(UnitOfWork work, Instant now, LocalDate today)
    {
        work.Db.Add(new PracticeProfile
        {
            Id = PracticeProfile.TheOne,
            Name = "Linden Practice",
            Country = "US",
            Zone = "America/New_York",
            Phone = "+1 212 555 0100",
            PublicEmail = "hello@linden.example",
        });
        Say("welcome", "A small practice for talking things through, from wherever you are.");
        Say("crisis", "If you can wait until the morning, call us from 9:00 on +1 212 555 0100.");
        Say("backup-plan", "If the connection is lost, stay where you are: your therapist calls the number you gave within five minutes.");
        Say("fees", "Sessions that are moved or cancelled at least 24 hours ahead cost nothing. Later than that we charge half of the fee.");
        AddNumber("Emergency services", "911", "If a life is in danger, yours or somebody else's.", 0);
        AddNumber("Suicide & Crisis Lifeline", "988", "If you think of ending your life, or can't bear it any longer. Free, day and night, for every kind of crisis.", 1);
        var last = new LocalDate(today.Year + 1, 12, 31);
        foreach (var holiday in HolidayCalendar.UsFederal(today, last)) work.Db.Add(new PracticeHoliday { Date = holiday.Date, Name = holiday.Name });

        ConsentDocument[] documents =
        [
            Document(ConsentKind.Telehealth, "Consent to sessions by video and phone",
                "We meet by video or phone. It is as private as we can make it: the connection is encrypted, and nothing is recorded.\n\nIt has limits. A connection may fail, and your therapist can't see everything that a room would show. You can ask for another way at any time, and you can stop at any time."),
            Document(ConsentKind.PrivacyNotice, "How we keep what you tell us",
                "What you tell us stays with those who care for you. We share it only with your written consent, or where the law demands it: when somebody is in danger, when a child is harmed, or by order of a court.\n\nYou may see what we have written, and have it corrected."),
            Document(ConsentKind.FeesAndCancellation, "Fees and cancellation",
                "The fee is named before you book. Moving or cancelling costs nothing up to 24 hours before; later than that we charge half of the fee.\n\nYour insurer decides what it pays. Ask them before your first session."),
            Document(ConsentKind.BackupPlan, "If something goes wrong",
                "If the connection is lost, stay where you are: your therapist calls the number that you confirm before each session.\n\nIf your therapist believes that you are in danger and can't reach you, they call your emergency contact, or the emergency services where you are."),
        ];
        work.Db.AddRange((IEnumerable<object>)documents);
        return documents;

        void Say(string place, string text) => work.Db.Add(new PracticeText { Place = place, Language = "en", Text = text });

        void AddNumber(string name, string number, string help, int order) =>
            work.Db.Add(new CrisisNumber { Country = "US", Name = name, Number = number, Help = help, Order = order });

        ConsentDocument Document(ConsentKind kind, string title, string text) =>
            new() { Kind = kind, Edition = 1, Language = "en", Title = title, Text = text, PublishedAt = now - Duration.FromDays(300) };
    }
}
