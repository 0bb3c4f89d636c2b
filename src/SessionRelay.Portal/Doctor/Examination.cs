namespace SessionRelay.Portal.Doctor;

/// <summary>
/// All checks, side by side; none stops another, and one that hangs is over after <see cref="Limit"/>. docs/doctor.md has a line for each.
/// </summary>
internal static class Examination
{
    /// <summary>Above what a distant mail server or database takes to greet; short enough to wait for at a terminal.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>In the order in which they are told: what keeps a node from starting first.</summary>
    public static readonly IReadOnlyList<Check> All =
    [
        new("openssl", OpenSslCheck.Look),
        new("data-folder", DataFolderCheck.Look),
        new("database", DatabaseCheck.LookAsync),
        new("udp", UdpCheck.LookAsync),
        new("socket-buffers", SocketBufferCheck.Look),
        new("public-url", PublicUrlCheck.Look),
        new("certificate", CertificateCheck.LookAsync),
        new("turn", TurnCheck.LookAsync),
        new("phone", PhoneCheck.LookAsync),
        new("webhooks", WebhookCheck.LookAsync),
        new("mail", MailCheck.LookAsync),
        new("clock", ClockCheck.LookAsync),
        new("open-files", OpenFilesCheck.Look),
        new("time-zones", ZoneDataCheck.Look),
    ];

    /// <summary>Begins every check at once and gives their findings in their order, each as soon as it is there.</summary>
    public static async IAsyncEnumerable<(string Name, Finding Finding)> RunAsync(IReadOnlyList<Check> checks, Examined examined, Action<string> begins)
    {
        using var over = new CancellationTokenSource(Limit, examined.Time);
        var running = checks.Select(check => (check.Name, Finding: RunAsync(check, examined, over.Token))).ToList();
        foreach (var (name, finding) in running)
        {
            if (!finding.IsCompleted) begins(name);
            yield return (name, await finding);
        }
    }

    private static async Task<Finding> RunAsync(Check check, Examined examined, CancellationToken over)
    {
        try
        {
            // On a thread of its own: a file system that hangs hangs the thread, and takes no token.
            return await Task.Run(() => check.LookAsync(examined, over), over).WaitAsync(Limit, examined.Time, CancellationToken.None);
        }
        catch (Exception late) when (late is OperationCanceledException or TimeoutException)
        {
            return Finding.Failure($"did not end within {Limit.TotalSeconds:0} s", "Something that it asks does not answer: see what docs/doctor.md says of this check.");
        }
        catch (Exception unexpected)
        {
            // Its message may hold what must not be shown.
            return Finding.Failure($"could not be done ({unexpected.GetType().Name})", "Please report it, with the version of this program.");
        }
    }
}
