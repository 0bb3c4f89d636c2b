using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Start;

/// <summary>The settings of a command that works on the data and serves nothing: the same sources as a start's.</summary>
internal static class DataSettings
{
    /// <exception cref="CommandLineException">An argument is no setting.</exception>
    /// <exception cref="DataFolderException">There is no data folder.</exception>
    /// <param name="mustExist">False for a command that may make it.</param>
    public static DataOptions Read(IReadOnlyList<string> tokens, bool mustExist = true)
    {
        var configuration = new ConfigurationBuilder()
            .SetBasePath(Directory.GetCurrentDirectory())
            .AddJsonFile("appsettings.json", optional: true)
            .AddEnvironmentVariables()
            .AddInMemoryCollection(SettingArguments.Read(tokens))
            .Build();
        var data = configuration.GetSection(DataOptions.Section).Get<DataOptions>() ?? new DataOptions();
        data.Path = Path.GetFullPath(data.Path);
        if (mustExist && !File.Exists(Path.Combine(data.Path, "keys", "portal-keys.json")))
            throw new DataFolderException($"Data:Path {data.Path} holds no portal: name the folder with --Data:Path.");
        return data;
    }
}
