using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;
using Npgsql;
using SessionRelay.Signaling.Hosting;

namespace SessionRelay.Portal.Start;

/// <summary>Why the program can't run: an exit code for scripts and one line for the person.</summary>
internal sealed record StartFailure(ExitCode Code, string Line)
{
    public static StartFailure From(Exception failure) => failure switch
    {
        CommandLineException => new(ExitCode.BadSetting, failure.Message),
        SettingsException or OptionsValidationException => new(ExitCode.BadSetting, failure.Message),
        DataFolderException => new(ExitCode.DataFolder, failure.Message),
        RelayStartException relay => new(CodeOf(relay), relay.Message),
        InvalidDataException => new(ExitCode.DataFolder, failure.Message),
        SqliteException => new(ExitCode.DataFolder, $"The database below Data:Path can't be used: {failure.Message} Restore it from a backup, or move it away to begin anew."),
        NpgsqlException => new(ExitCode.DataFolder, "The database of Data:Postgres can't be reached or used: check that the server runs, and the connection string."),
        IOException { InnerException: AddressInUseException } =>
            new(ExitCode.CannotListen, $"{failure.Message.TrimEnd('.')}. Another program has this port: end it, or choose another one with --urls."),
        AddressInUseException => new(ExitCode.CannotListen, $"{failure.Message.TrimEnd('.')}: end the program that has this port, or choose another one with --urls."),
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            new(ExitCode.CannotListen, "This user may not listen at a port of --urls: ports below 1024 need a right (CAP_NET_BIND_SERVICE). Choose a higher port."),
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            new(ExitCode.CannotListen, "An address of --urls is not one of this machine: use one that it has, or 0.0.0.0 for all."),
        { InnerException: { } inner } when failure is AggregateException or InvalidOperationException => From(inner),
        _ => new(ExitCode.Unexpected, $"Something went wrong that should not ({failure.GetType().Name}: {failure.Message}). The log has the details; please report it."),
    };

    public string OneLine => Line.ReplaceLineEndings(" ");

    private static ExitCode CodeOf(RelayStartException failure) => failure.Code switch
    {
        "unsupported-system" => ExitCode.UnsupportedSystem,
        "openssl-missing" => ExitCode.OpenSslMissing,
        "port-taken" or "address-unusable" => ExitCode.CannotListen,
        _ => ExitCode.Unexpected,
    };
}
