using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Demo;

/// <summary>One of the demo's twelve therapists. Nobody of this name is meant.</summary>
internal sealed record DemoTherapist(string Name, string Title, string Zone)
{
    private const CareFormat Screen = CareFormat.Video | CareFormat.Phone;

    public static readonly string[] Regions = ["US-NY", "US-CA", "US-TX", "US-AZ", "US-CO", "US-FL"];

    public static readonly (string Name, string[] Plans, string Note)[] Insurers =
    [
        ("Harbor Health", ["Gold PPO", "Silver HMO", "Bronze HMO"], "Most Harbor plans ask for $25 a session."),
        ("Bluestem Mutual", ["Choice", "Choice Plus"], "A copay of $20 to $40 after the deductible."),
        ("Meridian Care", ["Open Access", "Select"], "Select needs a referral from your primary care."),
        ("Copper State Plan", ["Community"], "Usually without a copay."),
    ];

    public (string Region, int DaysLeft)[] Licences { get; private init; } = [];

    public Population[] Populations { get; private init; } = [Population.Adult];

    public CareFormat Formats { get; private init; } = Screen;

    public string[] Languages { get; private init; } = ["en"];

    public Concern[] Concerns { get; private init; } = [];

    public Approach[] Approaches { get; private init; } = [];

    public string[] Traits { get; private init; } = [];

    /// <summary>Weekdays by their ISO number, with whole hours from and to.</summary>
    public (string Days, int From, int To)[] Hours { get; private init; } = [];

    public string[] Networks { get; private init; } = [];

    public int[] Lengths { get; private init; } = [15, 50];

    public int Caseload { get; private init; } = 25;

    public int? MaxPerDay { get; private init; }

    public bool TakesNew { get; private init; } = true;

    public int Fee { get; private init; } = 150;

    public int InsuranceDaysLeft { get; private init; } = 280;

    public string About { get; private init; } = "";

    public static readonly IReadOnlyList<DemoTherapist> All =
    [
        new("Dr. Ines Hartmann", "Psychologist, PhD", "America/New_York")
        {
            Licences = [("US-NY", 700), ("US-FL", 41)],
            Populations = [Population.Adult, Population.Couple],
            Formats = Screen | CareFormat.InPerson,
            Languages = ["en", "de"],
            Concerns = [Concern.Anxiety, Concern.ChronicStress, Concern.Burnout, Concern.LifeTransitions],
            Approaches = [Approach.Cbt, Approach.Act, Approach.Mindfulness],
            Traits = ["woman"],
            Hours = [("1234", 8, 17), ("5", 8, 13)],
            Networks = ["Harbor Health", "Bluestem Mutual"],
            Lengths = [15, 50, 80],
            Fee = 190,
            About = "Works with people who carry too much for too long. Practical, warm, with homework if you like it.",
        },
        new("Samuel Okonkwo", "LCSW", "America/New_York")
        {
            Licences = [("US-NY", 420)],
            Populations = [Population.Adult, Population.Teen, Population.Family],
            Concerns = [Concern.Depression, Concern.PersistentLowMood, Concern.Relationships, Concern.EmotionalRegulation],
            Approaches = [Approach.Dbt, Approach.Systemic],
            Traits = ["man"],
            Hours = [("12345", 12, 20)],
            Networks = ["Harbor Health"],
            Lengths = [15, 50, 60, 80],
            About = "Families and young people, and the grown-ups who were once in one.",
        },
        new("Marisol Vega", "LMFT", "America/Los_Angeles")
        {
            Licences = [("US-CA", 610), ("US-AZ", 230)],
            Populations = [Population.Adult, Population.Couple, Population.Family],
            Languages = ["en", "es"],
            Concerns = [Concern.Relationships, Concern.LifeTransitions, Concern.Anxiety],
            Approaches = [Approach.EmotionFocused, Approach.Systemic],
            Traits = ["woman", "evening hours in Spanish"],
            Hours = [("135", 10, 19), ("6", 9, 14)],
            Networks = ["Meridian Care", "Bluestem Mutual"],
            Lengths = [15, 50, 80],
            Fee = 165,
            About = "Couples who still want to hear each other. En español también.",
        },
        new("Dr. Wen Zhao", "Psychologist, PsyD", "America/Los_Angeles")
        {
            Licences = [("US-CA", 880), ("US-CO", 300)],
            Languages = ["en", "zh"],
            Concerns = [Concern.IdentityAndSelfEsteem, Concern.FeelingDirectionless, Concern.Depression],
            Approaches = [Approach.Psychodynamic, Approach.PersonCentred],
            Traits = ["woman"],
            Hours = [("24", 7, 15)],
            Networks = ["Meridian Care"],
            Fee = 200,
            MaxPerDay = 5,
            About = "For questions that have no quick answer.",
        },
        new("Caleb Thornbury", "LPC", "America/Chicago")
        {
            Licences = [("US-TX", 510)],
            Populations = [Population.Adult, Population.Teen],
            Concerns = [Concern.Anxiety, Concern.EmotionalRegulation, Concern.Other],
            Approaches = [Approach.Cbt, Approach.MotivationalInterviewing],
            Traits = ["man", "veteran"],
            Hours = [("1245", 9, 18)],
            Networks = ["Harbor Health", "Bluestem Mutual"],
            Lengths = [15, 45, 50],
            InsuranceDaysLeft = 52,
            About = "Straightforward, and on your side.",
        },
        new("Priya Raman", "LMFT", "America/Chicago")
        {
            Licences = [("US-TX", 365), ("US-NY", 190)],
            Populations = [Population.Adult, Population.Couple, Population.Family],
            Languages = ["en", "hi", "ta"],
            Concerns = [Concern.Relationships, Concern.Burnout, Concern.LifeTransitions, Concern.ChronicStress],
            Approaches = [Approach.EmotionFocused, Approach.SolutionFocused],
            Traits = ["woman"],
            Hours = [("123", 14, 21), ("7", 10, 15)],
            Networks = ["Bluestem Mutual"],
            Lengths = [15, 50, 80],
            About = "Between cultures, between jobs, between generations.",
        },
        new("Jonah Begaye", "LCSW", "America/Phoenix")
        {
            Licences = [("US-AZ", 720)],
            Populations = [Population.Adult, Population.Teen, Population.Family],
            Concerns = [Concern.Depression, Concern.EmotionalRegulation, Concern.Other],
            Approaches = [Approach.TraumaInformed, Approach.Emdr, Approach.Mindfulness],
            Traits = ["man", "Native American"],
            Hours = [("1234", 7, 16)],
            Networks = ["Copper State Plan", "Harbor Health"],
            Lengths = [15, 50, 60],
            About = "Slow, careful work with what happened.",
        },
        new("Eleanor Whitcombe", "LPC", "America/Denver")
        {
            Licences = [("US-CO", 455), ("US-AZ", -12)],
            Concerns = [Concern.Burnout, Concern.ChronicStress, Concern.FeelingDirectionless],
            Approaches = [Approach.Act, Approach.SolutionFocused],
            Traits = ["woman"],
            Hours = [("2345", 6, 13)],
            Networks = ["Meridian Care"],
            Lengths = [15, 45, 50],
            About = "Early hours for people with early days.",
        },
        new("Dr. Amara Diallo", "Psychologist, PhD", "America/New_York")
        {
            Licences = [("US-NY", 640), ("US-FL", 640), ("US-TX", 640)],
            Languages = ["en", "fr"],
            Concerns = [Concern.Depression, Concern.IdentityAndSelfEsteem, Concern.Relationships, Concern.Anxiety],
            Approaches = [Approach.TraumaInformed, Approach.PersonCentred, Approach.Cbt],
            Traits = ["woman", "Black"],
            Hours = [("1", 9, 12), ("345", 9, 17)],
            Networks = ["Harbor Health", "Meridian Care"],
            TakesNew = false,
            Fee = 195,
            About = "Returning to yourself after something has pulled you away.",
        },
        new("Luis Arrieta", "LMHC", "America/New_York")
        {
            Licences = [("US-FL", 530)],
            Populations = [Population.Adult, Population.Teen, Population.Couple],
            Languages = ["en", "es"],
            Concerns = [Concern.Anxiety, Concern.LifeTransitions, Concern.PersistentLowMood],
            Approaches = [Approach.Cbt, Approach.MotivationalInterviewing],
            Traits = ["man", "LGBTQ+"],
            Hours = [("12345", 10, 18)],
            Networks = ["Bluestem Mutual", "Harbor Health"],
            Lengths = [15, 45, 50, 80],
            Fee = 140,
            About = "First steps are the hardest; we take them together.",
        },
        new("Hannah Sorensen", "LCSW", "America/Denver")
        {
            Licences = [("US-CO", 260), ("US-CA", 260)],
            Populations = [Population.Teen, Population.Family],
            Concerns = [Concern.Anxiety, Concern.EmotionalRegulation, Concern.IdentityAndSelfEsteem],
            Approaches = [Approach.Dbt, Approach.Systemic],
            Traits = ["woman", "LGBTQ+"],
            Hours = [("1235", 13, 20)],
            Networks = ["Meridian Care", "Bluestem Mutual"],
            Lengths = [15, 45, 50, 60],
            About = "Teenagers, and those who love them.",
        },
        new("Gideon Marsh", "LPC", "Pacific/Honolulu")
        {
            Licences = [("US-CA", 395), ("US-AZ", 395), ("US-TX", 28)],
            Formats = Screen | CareFormat.Messages,
            Concerns = [Concern.ChronicStress, Concern.Burnout, Concern.Anxiety, Concern.FeelingDirectionless],
            Approaches = [Approach.Mindfulness, Approach.Act],
            Traits = ["man"],
            Hours = [("123456", 6, 11)],
            Networks = ["Copper State Plan"],
            Caseload = 12,
            Fee = 120,
            About = "Quiet sessions, from far away.",
        },
    ];
}
