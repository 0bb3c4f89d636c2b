using SessionRelay.Portal.Domain.Care;

namespace SessionRelay.Portal.Demo;

/// <summary>How far along the way somebody of the demo is.</summary>
internal enum DemoStage
{
    /// <summary>Has asked; nobody has looked yet.</summary>
    Waiting,
    ConsentsMissing,
    FormsOpen,
    IntakeBooked,
    Assessed,
    Referred,

    /// <summary>Staff see the proposals.</summary>
    Proposed,

    /// <summary>The client sees them.</summary>
    Offered,

    /// <summary>Has chosen; nothing is booked.</summary>
    Matched,
    Booked,
    InSeries,

    /// <summary>In a series with a second therapist.</summary>
    Changed,
    Ended,
}

/// <summary>One of the forty. Nobody of this name is meant.</summary>
/// <param name="Name">Of the client; of a couple or family the one who asked.</param>
/// <param name="Region">ISO 3166-2.</param>
/// <param name="Stage">How far.</param>
/// <param name="Therapist">Index among <see cref="DemoTherapist.All"/>, for those who have one.</param>
internal sealed record DemoClient(string Name, string Region, DemoStage Stage, int Therapist = -1)
{
    public Population For { get; private init; } = Population.Adult;

    public Concern[] Concerns { get; private init; } = [Concern.Anxiety];

    /// <summary>Guardian, partner, members of the family: name, who they are, region.</summary>
    public (string Name, string Who, string Region)[] Others { get; private init; } = [];

    public string? Insurer { get; private init; }

    public bool InDanger { get; private init; }

    public LevelOfCare Level { get; private init; } = LevelOfCare.Teletherapy;

    public string Words { get; private init; } = "";

    /// <summary>The region that they move to soon.</summary>
    public string? MovesTo { get; private init; }

    /// <summary>Hours or days since they asked.</summary>
    public int HoursAgo { get; private init; } = 24 * 60;

    public string Zone => ZoneOf(Region);

    public static string ZoneOf(string region) => region switch
    {
        "US-CA" => "America/Los_Angeles",
        "US-TX" => "America/Chicago",
        "US-AZ" => "America/Phoenix",
        "US-CO" => "America/Denver",
        _ => "America/New_York",
    };

    /// <summary>The first is the one whose link is printed.</summary>
    public static readonly IReadOnlyList<DemoClient> All =
    [
        new("Nora Ellsworth", "US-NY", DemoStage.InSeries, 0) { Concerns = [Concern.Burnout, Concern.Anxiety], Insurer = "Harbor Health", Words = "I can't switch off any more." },
        new("Beatrix Colby", "US-NY", DemoStage.Waiting) { HoursAgo = 1, InDanger = true, Concerns = [Concern.Depression], Words = "I don't know how to go on." },
        new("Anders Feld", "US-TX", DemoStage.Waiting) { HoursAgo = 5, Concerns = [Concern.ChronicStress] },
        new("Lucia Marchetti", "US-CA", DemoStage.Waiting) { HoursAgo = 29, For = Population.Couple, Concerns = [Concern.Relationships], Insurer = "Meridian Care", Words = "We talk past each other." },
        new("Theo Brandt", "US-CO", DemoStage.Waiting) { HoursAgo = 52, For = Population.Teen, Concerns = [Concern.EmotionalRegulation], Others = [("Karin Brandt", "Mother", "US-CO")] },
        new("Osric Pemberton", "US-FL", DemoStage.Waiting) { HoursAgo = 80, Concerns = [Concern.LifeTransitions], Insurer = "Bluestem Mutual" },
        new("Yara Haddad", "US-AZ", DemoStage.Waiting) { HoursAgo = 120, For = Population.Family, Concerns = [Concern.Relationships, Concern.Other] },
        new("Felix Oduya", "US-NY", DemoStage.ConsentsMissing) { HoursAgo = 60, Concerns = [Concern.PersistentLowMood], Insurer = "Harbor Health" },
        new("Greta Lindholm", "US-CO", DemoStage.ConsentsMissing) { HoursAgo = 72, Concerns = [Concern.FeelingDirectionless] },
        new("Milo Sandoval", "US-AZ", DemoStage.ConsentsMissing) { HoursAgo = 90, For = Population.Teen, Concerns = [Concern.Anxiety], Others = [("Teresa Sandoval", "Mother", "US-AZ")], Insurer = "Copper State Plan" },
        new("Harriet Stone", "US-TX", DemoStage.FormsOpen) { HoursAgo = 100, Concerns = [Concern.Burnout] },
        new("Ibrahim Nasser", "US-CA", DemoStage.FormsOpen) { HoursAgo = 110, Concerns = [Concern.Depression], InDanger = true },
        new("Paula Reyes", "US-FL", DemoStage.FormsOpen) { HoursAgo = 120, Concerns = [Concern.LifeTransitions] },
        new("Quentin Moss", "US-NY", DemoStage.IntakeBooked) { HoursAgo = 140, Concerns = [Concern.ChronicStress, Concern.Anxiety], Insurer = "Bluestem Mutual" },
        new("Rosa Delgado", "US-TX", DemoStage.IntakeBooked) { HoursAgo = 150, For = Population.Couple, Concerns = [Concern.Relationships], Others = [("Mateo Delgado", "Husband", "US-TX")] },
        new("Silas Whitaker", "US-CO", DemoStage.IntakeBooked) { HoursAgo = 160, Concerns = [Concern.IdentityAndSelfEsteem] },
        new("Tamsin Gray", "US-NY", DemoStage.Assessed) { HoursAgo = 200, Concerns = [Concern.Anxiety, Concern.LifeTransitions], Insurer = "Harbor Health" },
        new("Umar Farooqi", "US-CA", DemoStage.Assessed) { HoursAgo = 220, Concerns = [Concern.FeelingDirectionless] },
        new("Violet Ashdown", "US-AZ", DemoStage.Assessed) { HoursAgo = 240, Concerns = [Concern.Depression], Insurer = "Copper State Plan" },
        new("Walter Nyberg", "US-NY", DemoStage.Referred) { HoursAgo = 300, Concerns = [Concern.Depression], Level = LevelOfCare.IntensiveOutpatient },
        new("Xenia Petrova", "US-FL", DemoStage.Referred) { HoursAgo = 340, Concerns = [Concern.Other], Level = LevelOfCare.Inpatient },
        new("Amos Tillman", "US-TX", DemoStage.Referred) { HoursAgo = 500, Concerns = [Concern.Relationships], Level = LevelOfCare.InPerson },
        new("Bianca Roth", "US-NY", DemoStage.Proposed) { HoursAgo = 400, Concerns = [Concern.Burnout, Concern.ChronicStress], Insurer = "Harbor Health" },
        new("Cyrus Amini", "US-CA", DemoStage.Offered) { HoursAgo = 420, Concerns = [Concern.Depression, Concern.IdentityAndSelfEsteem], Insurer = "Meridian Care" },
        new("Delphine Aubert", "US-TX", DemoStage.Offered) { HoursAgo = 440, Concerns = [Concern.Anxiety] },
        new("Edith Kowalski", "US-NY", DemoStage.Matched, 0) { Concerns = [Concern.LifeTransitions], Insurer = "Bluestem Mutual" },
        new("Finn Gallagher", "US-AZ", DemoStage.Matched, 6) { Concerns = [Concern.Depression] },
        new("Gwen Abara", "US-FL", DemoStage.Matched, 9) { Concerns = [Concern.PersistentLowMood] },
        new("Hugo Steinberg", "US-NY", DemoStage.Booked, 0) { Concerns = [Concern.ChronicStress] },
        new("Iris Nakamura", "US-CA", DemoStage.Booked, 3) { Concerns = [Concern.IdentityAndSelfEsteem], Insurer = "Meridian Care" },
        new("Joel Bergman", "US-CA", DemoStage.Booked, 2) { For = Population.Couple, Concerns = [Concern.Relationships], Others = [("Dana Bergman", "Wife", "US-AZ")] },
        new("Kendra Oyelaran", "US-NY", DemoStage.Booked, 1) { For = Population.Family, Concerns = [Concern.Relationships, Concern.EmotionalRegulation], Others = [("Dayo Oyelaran", "Husband", "US-NY"), ("Simi Oyelaran", "Daughter", "US-NY")] },
        new("Leander Quist", "US-TX", DemoStage.Booked, 4) { Concerns = [Concern.EmotionalRegulation], Insurer = "Harbor Health" },
        new("Mabel Thorne", "US-NY", DemoStage.InSeries, 0) { For = Population.Couple, Concerns = [Concern.Relationships, Concern.Burnout], Others = [("Arthur Thorne", "Husband", "US-FL")] },
        new("Noel Castile", "US-NY", DemoStage.InSeries, 1) { For = Population.Teen, Concerns = [Concern.EmotionalRegulation], Others = [("Renee Castile", "Mother", "US-NY")], Insurer = "Harbor Health" },
        new("Ophelia Grant", "US-CO", DemoStage.InSeries, 7) { Concerns = [Concern.Burnout], Insurer = "Meridian Care", MovesTo = "US-AZ" },
        new("Percy Lowell", "US-TX", DemoStage.Changed, 5) { Concerns = [Concern.LifeTransitions, Concern.ChronicStress] },
        new("Raina Solomon", "US-CA", DemoStage.Changed, 11) { Concerns = [Concern.FeelingDirectionless] },
        new("Stellan Berg", "US-NY", DemoStage.Ended, 0) { Concerns = [Concern.Anxiety] },
        new("Thea Vandermeer", "US-CO", DemoStage.Ended, 10) { For = Population.Teen, Concerns = [Concern.Anxiety], Others = [("Ruth Vandermeer", "Grandmother", "US-CO")] },
    ];
}
