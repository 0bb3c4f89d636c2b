using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using SessionRelay.Portal.Data.Storage;

namespace SessionRelay.Portal.Data.Auditing;

/// <summary>Which tables hold client data, and which of them a command touches.</summary>
internal static partial class ClientTables
{
    /// <summary>Texts of commands to remember; the program has some hundred of its own.</summary>
    private const int MostTexts = 4_096;

    private static readonly ConcurrentDictionary<IModel, FrozenSet<string>> Tables = new();
    private static readonly ConcurrentDictionary<string, string[]> Known = new();

    public static FrozenSet<string> Of(IModel model) => Tables.GetOrAdd(model, read => read.GetEntityTypes()
        .Where(type => typeof(IClientData).IsAssignableFrom(type.ClrType))
        .Select(type => type.GetTableName()!)
        .ToFrozenSet(StringComparer.OrdinalIgnoreCase));

    /// <summary>Every word of a command that is the name of such a table, quoted or not: rather one too many than one too few.</summary>
    public static string[] In(string command, IModel model)
    {
        if (Known.TryGetValue(command, out var found)) return found;
        var tables = Of(model);
        found = [.. Word().EnumerateMatches(command).Select(command, tables)];
        if (Known.Count < MostTexts) Known.TryAdd(command, found);
        return found;
    }

    private static IEnumerable<string> Select(this Regex.ValueMatchEnumerator matches, string command, FrozenSet<string> tables)
    {
        var found = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var match in matches)
        {
            if (tables.TryGetValue(command.Substring(match.Index, match.Length), out var table)) found.Add(table);
        }

        return found;
    }

    [GeneratedRegex(@"[A-Za-z_]\w*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Word();
}
