using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Explain;

/// <summary><c>explain matches</c>.</summary>
internal static class MatchesCase
{
    private const int MostTherapists = 500; // more than twice the practice that the portal is measured with
    private const int MostValues = 50; // of a list of concerns, languages, plans
    private const int MostFreeStarts = 1000; // four weeks of starts every 15 minutes

    private static readonly CareFormat[] Formats = [CareFormat.Video, CareFormat.Phone, CareFormat.InPerson, CareFormat.Messages];
    private static readonly SuitableTimes[] Parts = [SuitableTimes.EarlyMorning, SuitableTimes.Midday, SuitableTimes.Evening, SuitableTimes.Weekend];

    public static object Explain(CaseNode root)
    {
        var fields = root.Object("client", "therapists");
        var needs = Needs(fields.Need("client"));
        var therapists = fields.Need("therapists").List(MostTherapists, Therapist);
        if (therapists.GroupBy(therapist => therapist.Id, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
            throw fields.Need("therapists").Says($"has several with the id \"{twice.Key}\".");

        return Match.Of(therapists, needs);
    }

    private static ClientNeeds Needs(CaseNode client)
    {
        var fields = client.Object(
            "level", "region", "zone", "population", "format", "language", "sessionStart", "sessionMinutes", "concerns", "approaches", "insurance", "suitable", "preferences", "formerTherapists");
        return new ClientNeeds
        {
            Level = fields.Find("level")?.OneOf<LevelOfCare>() ?? LevelOfCare.Teletherapy,
            Place = new ClientPlace(fields.Need("region").Region(), fields.Need("zone").Zone()),
            Population = fields.Need("population").OneOf<Population>(),
            Format = fields.Need("format").OneOf(Formats),
            Language = fields.Need("language").Text(),
            Session = InstantRange.Of(fields.Need("sessionStart").Moment(), fields.Find("sessionMinutes")?.Integer(5, 240) ?? 50),
            Concerns = fields.List("concerns", MostValues, entry => entry.OneOf<Concern>()),
            Approaches = fields.List("approaches", MostValues, entry => entry.OneOf<Approach>()),
            Insurance = fields.Find("insurance") is { } insurance ? Insurance(insurance) : null,
            Suitable = fields.List("suitable", MostValues, entry => entry.OneOf(Parts)).Aggregate(SuitableTimes.None, (all, part) => all | part),
            Preferences = fields.List("preferences", MostValues, entry => entry.Text()),
            FormerTherapists = fields.List("formerTherapists", MostValues, entry => entry.Text()),
        };
    }

    private static InsurerPlan Insurance(CaseNode insurance)
    {
        var fields = insurance.Object("insurer", "plan");
        return new InsurerPlan(fields.Need("insurer").Text(), fields.Find("plan")?.Text());
    }

    private static Therapist Therapist(CaseNode therapist)
    {
        var fields = therapist.Object(
            "id", "licences", "populations", "acceptsNewClients", "formats", "languages", "concerns", "approaches", "networks", "traits", "caseload", "caseloadLimit", "freeStarts");
        return new Therapist
        {
            Id = fields.Need("id").Text(),
            Licences = fields.Need("licences").List(MostValues, CaseParts.Licence),
            Populations = fields.Need("populations").List(MostValues, entry => entry.OneOf<Population>()),
            AcceptsNewClients = fields.Need("acceptsNewClients").Flag(),
            Formats = fields.Need("formats").List(MostValues, entry => entry.OneOf(Formats)).Aggregate(CareFormat.None, (all, format) => all | format),
            Languages = fields.Need("languages").List(MostValues, entry => entry.Text()),
            Concerns = fields.List("concerns", MostValues, entry => entry.OneOf<Concern>()),
            Approaches = fields.List("approaches", MostValues, entry => entry.OneOf<Approach>()),
            Networks = fields.List("networks", MostValues, Network),
            Traits = fields.List("traits", MostValues, entry => entry.Text()),
            Caseload = fields.Find("caseload")?.Integer(0, 1000) ?? 0,
            CaseloadLimit = fields.Need("caseloadLimit").Integer(1, 1000),
            FreeStarts = fields.List<Instant>("freeStarts", MostFreeStarts, entry => entry.Moment()),
        };
    }

    private static InsurerNetwork Network(CaseNode network)
    {
        var fields = network.Object("insurer", "plans");
        return new InsurerNetwork(fields.Need("insurer").Text(), fields.List("plans", MostValues, entry => entry.Text()));
    }
}
