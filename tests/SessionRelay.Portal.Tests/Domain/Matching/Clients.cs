using CsCheck;
using NodaTime;
using SessionRelay.Portal.Domain.Care;
using SessionRelay.Portal.Domain.Matching;
using SessionRelay.Portal.Domain.Scheduling;

namespace SessionRelay.Portal.Tests.Domain.Matching;

/// <summary>Clients and therapists of any kind, from few values, so that they meet.</summary>
internal static class Clients
{
    /// <summary>An adult in New York who wants video in English on 2026-06-08 and has no other wish.</summary>
    public static readonly ClientNeeds Plain = new()
    {
        Level = LevelOfCare.Teletherapy,
        Place = Given.InNewYork,
        Population = Population.Adult,
        Format = CareFormat.Video,
        Language = "en",
        Session = InstantRange.Of(Given.At("2026-06-08T14:00:00Z"), 50),
    };

    private static readonly ClientPlace[] Places = [Given.InNewYork, new(Region.Parse("US-AZ"), Given.Zone("America/Phoenix")), new(Region.Parse("GB"), Given.Zone("Europe/London"))];

    private static readonly Gen<Licence> Licences =
        from place in Gen.OneOfConst(Places)
        from begin in Gen.Int[-400, 3]
        from days in Gen.Int[0, 800]
        select new Licence(place.Region, new LocalDate(2026, 6, 8).PlusDays(begin), new LocalDate(2026, 6, 8).PlusDays(Math.Min(400, begin + days)));

    private static readonly Gen<Therapist> Therapists =
        from licences in Licences.Array[0, 3]
        from populations in Some<Population>()
        from accepts in Gen.Int[0, 4].Select(roll => roll > 0)
        from formats in Gen.Int[0, 15]
        from languages in Gen.OneOfConst("en", "es", "es-MX", "EN-gb").Array[0, 3]
        from concerns in Some<Concern>()
        from approaches in Some<Approach>()
        from networks in Gen.OneOfConst("Aetna", "Cigna").Array[0, 2]
        from caseload in Gen.Select(Gen.Int[0, 30], Gen.Int[1, 25])
        from free in Gen.Int[0, 10_000].Array[0, 8]
        select new Therapist
        {
            Id = "",
            Licences = licences,
            Populations = populations,
            AcceptsNewClients = accepts,
            Formats = (CareFormat)formats,
            Languages = languages,
            Concerns = concerns,
            Approaches = approaches,
            Networks = [.. networks.Select(insurer => new InsurerNetwork(insurer, []))],
            Caseload = caseload.Item1,
            CaseloadLimit = caseload.Item2,
            FreeStarts = [.. free.Select(minutes => Plain.Session.Start + Duration.FromMinutes(minutes))],
        };

    private static readonly Gen<ClientNeeds> Needs =
        from place in Gen.OneOfConst(Places)
        from population in Gen.Enum<Population>()
        from format in Gen.OneOfConst(CareFormat.Video, CareFormat.Phone, CareFormat.InPerson, CareFormat.Messages)
        from language in Gen.OneOfConst("en", "es")
        from start in Gen.Int[-2000, 2000]
        from concerns in Some<Concern>()
        from approaches in Some<Approach>()
        from insurer in Gen.OneOfConst("Aetna", "Cigna", null)
        from suitable in Gen.Int[0, 15]
        from former in Gen.Int[0, 11].Array[0, 2]
        select new ClientNeeds
        {
            Level = LevelOfCare.Teletherapy,
            Place = place,
            Population = population,
            Format = format,
            Language = language,
            Session = InstantRange.Of(Plain.Session.Start + Duration.FromMinutes(start * 5), 50),
            Concerns = concerns,
            Approaches = approaches,
            Insurance = insurer is null ? null : new InsurerPlan(insurer, null),
            Suitable = (SuitableTimes)suitable,
            FormerTherapists = [.. former.Select(number => $"t{number}")],
        };

    /// <summary>A practice and a client.</summary>
    public static readonly Gen<(IReadOnlyList<Therapist> Therapists, ClientNeeds Needs)> Any =
        from therapists in Therapists.Array[0, 12]
        from needs in Needs
        select ((IReadOnlyList<Therapist>)[.. therapists.Select((therapist, number) => therapist with { Id = $"t{number}" })], needs);

    /// <summary>Who passes every hard rule for <see cref="Plain"/>.</summary>
    public static Therapist Passing(string id = "t") => new()
    {
        Id = id,
        Licences = [Given.NewYorkLicence],
        Populations = [Population.Adult],
        AcceptsNewClients = true,
        Formats = CareFormat.Video,
        Languages = ["en"],
        CaseloadLimit = 20,
    };

    private static Gen<T[]> Some<T>()
        where T : struct, Enum => Gen.OneOfConst(Enum.GetValues<T>()).Array[0, 4];
}
