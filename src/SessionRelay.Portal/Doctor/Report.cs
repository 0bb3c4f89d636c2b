using System.Text.Encodings.Web;
using System.Text.Json;

namespace SessionRelay.Portal.Doctor;

/// <summary>How findings are told: a line each for a person, with what to do below it; or one JSON document for a program.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Stable, for programs.</summary>
    public static string WordOf(Mark mark) => mark switch
    {
        Mark.Ok => "ok",
        Mark.Warning => "warning",
        Mark.Failure => "failure",
        _ => "not-applicable",
    };

    public static void Write(TextWriter output, string name, Finding finding)
    {
        var mark = finding.Mark == Mark.Failure ? "FAILURE" : finding.Mark == Mark.NotApplicable ? "-" : WordOf(finding.Mark);
        output.WriteLine($"{mark,-8} {name}: {finding.Says}");
        if (finding.Next is { } next) output.WriteLine($"{"",-8}   → {next}");
    }

    public static void WriteSum(TextWriter output, IReadOnlyCollection<(string Name, Finding Finding)> all)
    {
        var (failures, warnings) = (CountOf(all, Mark.Failure), CountOf(all, Mark.Warning));
        output.WriteLine(failures + warnings == 0
            ? $"{all.Count} checks, and nothing to do."
            : $"{all.Count} checks. Failures: {failures}, warnings: {warnings}. docs/doctor.md says more of each.");
    }

    public static void WriteJson(TextWriter output, IReadOnlyCollection<(string Name, Finding Finding)> all) => output.WriteLine(JsonSerializer.Serialize(
        new
        {
            failures = CountOf(all, Mark.Failure),
            warnings = CountOf(all, Mark.Warning),
            checks = all.Select(one => new { name = one.Name, mark = WordOf(one.Finding.Mark), says = one.Finding.Says, next = one.Finding.Next }),
        },
        Json));

    private static int CountOf(IReadOnlyCollection<(string Name, Finding Finding)> all, Mark mark) => all.Count(one => one.Finding.Mark == mark);
}
