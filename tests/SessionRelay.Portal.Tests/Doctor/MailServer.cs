namespace SessionRelay.Portal.Tests.Doctor;

/// <summary>Debian's aiosmtpd (of Debian's own Python) with STARTTLS, that lets in <c>someone</c> with the password <c>open-sesame</c> alone, and says so of each message that it gets.</summary>
internal sealed class MailServer : IAsyncDisposable
{
    private const string Script = """
        import asyncio, ssl, sys
        from aiosmtpd.smtp import SMTP, AuthResult
        port, certificate, key = int(sys.argv[1]), sys.argv[2], sys.argv[3]
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(certificate, key)
        class Handler:
            async def handle_DATA(self, server, session, envelope):
                print("MESSAGE", flush=True)
                return "250 OK"
        def check(server, session, envelope, mechanism, data):
            return AuthResult(success=data.login == b"someone" and data.password == b"open-sesame", handled=False)
        async def main():
            server = await asyncio.get_running_loop().create_server(
                lambda: SMTP(Handler(), tls_context=tls, require_starttls=True, auth_required=True, authenticator=check), "127.0.0.1", port)
            print("listening", flush=True)
            await server.serve_forever()
        asyncio.run(main())
        """;

    private MailServer(PortalProcess process, int port) => (Process, Port) = (process, port);

    public PortalProcess Process { get; }

    public int Port { get; }

    public static async Task<MailServer> StartAsync(TestFolder folder, string certificate, string key)
    {
        var port = PortalProcess.FreePort();
        var process = PortalProcess.StartScript("/usr/bin/python3", new Dictionary<string, string>(), folder.File("server.py", Script), $"{port}", certificate, key);
        await process.LineAsync(line => line == "listening");
        return new MailServer(process, port);
    }

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
