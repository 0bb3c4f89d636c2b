namespace SessionRelay.Signaling.Hosting;

/// <summary>Which of some names a person meant who wrote another one.</summary>
public static class Nearest
{
    /// <summary>The name with the fewest edits from <paramref name="written"/>; null when even that one has little in common with it.</summary>
    public static string? To(string written, IEnumerable<string> names)
    {
        string? best = null;
        // More edits than half of the letters make another word, not a slip.
        var limit = Math.Max(2, written.Length / 2);
        foreach (var name in names)
        {
            var distance = Distance(written.ToUpperInvariant(), name.ToUpperInvariant());
            if (distance > limit) continue;
            best = name;
            limit = distance - 1;
        }

        return best;
    }

    /// <summary>Letters to insert, remove, replace or swap with their neighbour (optimal string alignment).</summary>
    private static int Distance(string a, string b)
    {
        var rows = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) rows[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) rows[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var edit = rows[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                rows[i, j] = Math.Min(edit, Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    rows[i, j] = Math.Min(rows[i, j], rows[i - 2, j - 2] + 1);
            }
        }

        return rows[a.Length, b.Length];
    }
}
