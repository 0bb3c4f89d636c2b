using System.CommandLine;
using System.CommandLine.Parsing;
using System.Net;
using System.Net.NetworkInformation;
using SessionRelay.LoadTests.FrontDoor;
using SessionRelay.LoadTests.Scenarios;
using SessionRelay.LoadTests.Thresholds;

namespace SessionRelay.LoadTests.Commands;

/// <summary>The options that every command has.</summary>
internal sealed class CommonOptions
{
    private const string KeyVariable = "SESSIONRELAY_API_KEY";

    private readonly Option<Uri> _target = new("--target")
    {
        Description = "The node's address, such as http://127.0.0.1:5080.",
        Required = true,
        CustomParser = result => Url(result, "--target"),
    };

    private readonly Option<string> _key = new("--api-key")
    {
        Description = $"An API key with the scopes sessions and tickets. Better in {KeyVariable}: a command line can be read by everybody on the machine.",
        DefaultValueFactory = _ => Environment.GetEnvironmentVariable(KeyVariable) ?? "",
    };

    private readonly Option<Uri?> _metrics = new("--metrics-url")
    {
        Description = "Where the node's /metrics is, if not under --target (Node:ManagementUrl).",
        CustomParser = result => Url(result, "--metrics-url"),
    };

    private readonly Option<string> _report = new("--report") { Description = "Where the report goes, without extension: .json and .html are written (default: loadtest-<command>-<time> here)." };

    private readonly Option<IReadOnlyList<Threshold>> _failIf = new("--fail-if")
    {
        Description = "Thresholds that make the run fail, such as \"join.p99>2s,loss>0.5%\". README.md lists the figures.",
        DefaultValueFactory = _ => [],
        CustomParser = OptionValues.Thresholds,
    };

    private readonly Option<bool> _insecure = new("--insecure") { Description = "Take any TLS certificate of the node." };

    private readonly Option<string> _sockets = new("--sockets")
    {
        Description = "shared: everybody behind one socket with loopback addresses, for a node on this machine. each: a socket a person, for one elsewhere. auto: by --target.",
        DefaultValueFactory = _ => "auto",
    };

    private readonly Option<int> _bitRate = OptionValues.BitRate("--bitrate", "Of the camera.", 1_500_000);
    private readonly Option<bool> _audioOnly = new("--audio-only") { Description = "No cameras." };
    private readonly Option<bool> _simulcast = new("--simulcast") { Description = "The camera in three encodings, as browsers send it." };

    public CommonOptions()
    {
        _sockets.AcceptOnlyFromAmong("auto", "shared", "each");
    }

    /// <summary>What a command has that carries no media and needs no key.</summary>
    public void AddTargetTo(Command command)
    {
        foreach (var option in new Option[] { _target, _metrics, _report, _failIf, _insecure })
            command.Options.Add(option);
    }

    public void AddTo(Command command)
    {
        AddTargetTo(command);
        foreach (var option in new Option[] { _key, _sockets, _bitRate, _audioOnly, _simulcast })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            // While arguments are checked, an option that was not given has no value yet, not even its default.
            var key = result.GetResult(_key) is { Implicit: false } ? result.GetValue(_key) : Environment.GetEnvironmentVariable(KeyVariable);
            if (string.IsNullOrEmpty(key))
                result.AddError($"An API key is missing: give --api-key, or set {KeyVariable}. A demo prints its own as \"api-key:\".");
        });
    }

    public bool Simulcast(CommandResult result) => result.GetValue(_simulcast);

    public IReadOnlyList<Threshold> Thresholds(ParseResult result) => result.GetValue(_failIf) ?? [];

    public MediaShape Media(ParseResult result) => new(result.GetValue(_bitRate), result.GetValue(_audioOnly), result.GetValue(_simulcast));

    public RunSettings Settings(ParseResult result, string scenario)
    {
        var url = result.GetValue(_target)!;
        var target = new TargetSettings(url, result.GetValue(_key) ?? "", result.GetValue(_metrics) ?? new Uri(url, "metrics"), result.GetValue(_insecure));
        var report = result.GetValue(_report);
        if (string.IsNullOrEmpty(report))
            report = $"loadtest-{scenario}-{TimeProvider.System.GetUtcNow():yyyyMMdd-HHmmss}";
        var socketEach = result.GetValue(_sockets) switch
        {
            "each" => true,
            "shared" => false,
            _ => !IsThisMachine(url),
        };
        return new RunSettings(target, report, Thresholds(result), socketEach);
    }

    private static Uri Url(ArgumentResult result, string option)
    {
        var text = result.Tokens.Count == 0 ? "" : result.Tokens[^1].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https")
            return url;
        result.AddError($"{option} is an address with http:// or https://, such as http://127.0.0.1:5080, not \"{text}\".");
        return null!;
    }

    private static bool IsThisMachine(Uri url)
    {
        if (url.IsLoopback)
            return true;
        if (!IPAddress.TryParse(url.Host.Trim('[', ']'), out var address))
            return false;
        return NetworkInterface.GetAllNetworkInterfaces().Any(network => network.GetIPProperties().UnicastAddresses.Any(its => its.Address.Equals(address)));
    }
}
