namespace SessionRelay.Portal.Domain.Care;

/// <summary>Whom the care is for.</summary>
internal enum Population
{
    Adult,
    Teen,
    Couple,
    Family,
}

/// <summary>What brings a person, in the words of the first form.</summary>
internal enum Concern
{
    Anxiety,
    ChronicStress,
    Depression,
    PersistentLowMood,
    Burnout,
    Relationships,
    LifeTransitions,
    EmotionalRegulation,
    IdentityAndSelfEsteem,
    FeelingDirectionless,
    Other,
}

/// <summary>A therapist's way of working.</summary>
internal enum Approach
{
    /// <summary>Cognitive behavioural therapy.</summary>
    Cbt,

    /// <summary>Dialectical behaviour therapy.</summary>
    Dbt,

    /// <summary>Acceptance and commitment therapy.</summary>
    Act,
    TraumaInformed,

    /// <summary>Eye movement desensitization and reprocessing.</summary>
    Emdr,
    EmotionFocused,
    Mindfulness,
    MotivationalInterviewing,
    PersonCentred,
    Psychodynamic,
    SolutionFocused,
    Systemic,
}

/// <summary>Parts of the day, at the client's place, that a person says suit them.</summary>
[Flags]
internal enum SuitableTimes
{
    None = 0,

    /// <summary>A start on Monday to Friday before 10:00.</summary>
    EarlyMorning = 1,

    /// <summary>A start on Monday to Friday from 10:00, before 17:00.</summary>
    Midday = 2,

    /// <summary>A start on Monday to Friday from 17:00.</summary>
    Evening = 4,

    /// <summary>A start on Saturday or Sunday.</summary>
    Weekend = 8,
}
