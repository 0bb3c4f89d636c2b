using SessionRelay.LoadTests.FrontDoor;

namespace SessionRelay.LoadTests.Reports;

/// <summary>The two files of a report. Their place is tried before a run begins: an hour's run must not end in "permission denied".</summary>
internal sealed class ReportFiles
{
    private ReportFiles(string path)
    {
        Json = path + ".json";
        Html = path + ".html";
    }

    public string Json { get; }

    public string Html { get; }

    /// <summary>Throws <see cref="LoadTestException"/> when the files can't be written there.</summary>
    public static ReportFiles Reserve(string path)
    {
        var files = new ReportFiles(Path.GetFullPath(path));
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(files.Json)!);
            foreach (var file in new[] { files.Json, files.Html })
            {
                var isNew = !File.Exists(file);
                File.Open(file, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
                if (isNew)
                    File.Delete(file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new LoadTestException(ExitCodes.BadUsage, $"The report can't be written to {files.Json}: {e.Message} Choose another place with --report.", e);
        }

        return files;
    }

    public async Task WriteAsync(string json, string html)
    {
        await File.WriteAllTextAsync(Json, json);
        await File.WriteAllTextAsync(Html, html);
    }
}
