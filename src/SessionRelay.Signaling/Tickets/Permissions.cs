namespace SessionRelay.Signaling.Tickets;

/// <summary>What a ticket lets its holder do; the words of its <c>can</c>.</summary>
[Flags]
public enum Permissions
{
    None = 0,
    Audio = 1,
    Video = 2,
    Screen = 4,
    Chat = 8,
    Admit = 16,
    Phone = 32,
    End = 64,
    Extend = 128,
    All = Audio | Video | Screen | Chat | Admit | Phone | End | Extend,
}

/// <summary>Permissions as the words that tickets and the hub carry.</summary>
public static class PermissionWords
{
    private static readonly (string Word, Permissions Permission)[] Words =
    [
        ("audio", Permissions.Audio), ("video", Permissions.Video), ("screen", Permissions.Screen), ("chat", Permissions.Chat),
        ("admit", Permissions.Admit), ("phone", Permissions.Phone), ("end", Permissions.End), ("extend", Permissions.Extend),
    ];

    /// <summary>What a ticket without <c>can</c> allows.</summary>
    public static Permissions DefaultOf(ParticipantRole role) => role == ParticipantRole.Host
        ? Permissions.All
        : Permissions.Audio | Permissions.Video | Permissions.Screen | Permissions.Chat;

    /// <summary>Reads one word, case-sensitive; false when it is none of them.</summary>
    public static bool TryParse(string word, out Permissions permission)
    {
        foreach (var entry in Words)
        {
            if (entry.Word != word) continue;
            permission = entry.Permission;
            return true;
        }

        permission = Permissions.None;
        return false;
    }

    /// <summary>The words in the protocol's order.</summary>
    public static IReadOnlyList<string> ToWords(Permissions permissions)
    {
        var words = new List<string>(Words.Length);
        foreach (var entry in Words)
        {
            if (permissions.HasFlag(entry.Permission)) words.Add(entry.Word);
        }

        return words;
    }
}
