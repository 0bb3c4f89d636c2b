using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using SessionRelay.Dtls;
using SessionRelay.Srtp;
using SessionRelay.Wire;

namespace SessionRelay.Tests.Dtls;

/// <summary>The server against OpenSSL's own command-line client, over a real socket: keys agree with what that client exports.</summary>
public sealed class OpenSslClientTests
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData("SRTP_AES128_CM_SHA1_80", false)]
    [InlineData("SRTP_AEAD_AES_128_GCM", true)]
    public void Command_line_client_connects_and_exports_the_same_keys(string profile, bool rsa)
    {
        var directory = Directory.CreateTempSubdirectory("dtls").FullName;
        try
        {
            var fingerprint = WriteCertificate(directory, rsa);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 20 };
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            using var server = new DtlsTransport(DtlsPair.ServerCertificate, DtlsRole.Server, [fingerprint]);
            using var client = StartClient(directory, profile, ((IPEndPoint)socket.LocalEndPoint!).Port);
            var printed = new StringBuilder();
            client.OutputDataReceived += (_, line) =>
            {
                lock (printed)
                {
                    printed.AppendLine(line.Data);
                }
            };
            client.BeginOutputReadLine();
            client.BeginErrorReadLine();

            Serve(socket, server, () => server.State == DtlsState.Connected && Printed(printed).Contains("Keying material: ", StringComparison.Ordinal));

            server.TryGetSrtpKeys(out var keys).ShouldBeTrue($"{server.State} {server.FailureDetail} {Printed(printed)}");
            keys.Profile.ShouldBe(profile.Contains("GCM", StringComparison.Ordinal) ? SrtpProfile.AeadAes128Gcm : SrtpProfile.AesCm128HmacSha1_80);
            var exported = Convert.ToHexString([.. keys.RemoteKey, .. keys.LocalKey, .. keys.RemoteSalt, .. keys.LocalSalt]);
            Printed(printed).ShouldContain($"Keying material: {exported}");

            client.StandardInput.WriteLine("Q");
            client.StandardInput.Flush();
            Serve(socket, server, () => server.State != DtlsState.Connected);
            server.State.ShouldBe(DtlsState.Closed);
            client.WaitForExit(s_bound).ShouldBeTrue();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static void Serve(Socket socket, DtlsTransport server, Func<bool> done)
    {
        var clock = Stopwatch.StartNew();
        EndPoint from = new IPEndPoint(IPAddress.Loopback, 0);
        var buffer = new byte[DtlsTransport.MaxDatagramLength];
        var known = false;
        while (!done() && clock.Elapsed < s_bound)
        {
            try
            {
                var received = socket.ReceiveFrom(buffer, ref from);
                known = true;
                server.Handle(buffer.AsSpan(0, received), Now());
            }
            catch (SocketException timeout) when (timeout.SocketErrorCode == SocketError.TimedOut)
            {
                // Time to look at the deadlines.
            }

            while (known && server.TryGetDatagram(buffer, Now(), out var length))
            {
                socket.SendTo(buffer.AsSpan(0, length), from);
            }
        }
    }

    private static MonotonicTime Now() => new(Stopwatch.GetElapsedTime(0).Ticks);

    private static string Printed(StringBuilder printed)
    {
        lock (printed)
        {
            return printed.ToString();
        }
    }

    private static Process StartClient(string directory, string profile, int port)
    {
        var length = profile.Contains("GCM", StringComparison.Ordinal) ? 56 : 60;
        var start = new ProcessStartInfo(
            "openssl",
            $"s_client -dtls1_2 -connect 127.0.0.1:{port} -cert cert.pem -key key.pem -use_srtp {profile} -keymatexport EXTRACTOR-dtls_srtp -keymatexportlen {length}")
        {
            WorkingDirectory = directory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            Assert.Skip("The openssl command is not installed.");
            throw;
        }
    }

    private static DtlsFingerprint WriteCertificate(string directory, bool rsa)
    {
        using AsymmetricAlgorithm key = rsa ? RSA.Create(2048) : ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = key is RSA rsaKey
            ? new CertificateRequest("CN=peer", rsaKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            : new CertificateRequest("CN=peer", (ECDsa)key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, default), new DateTimeOffset(2040, 1, 1, 0, 0, 0, default));
        File.WriteAllText(Path.Combine(directory, "cert.pem"), certificate.ExportCertificatePem());
        File.WriteAllText(Path.Combine(directory, "key.pem"), key.ExportPkcs8PrivateKeyPem());
        return DtlsFingerprint.Of(certificate.RawData);
    }
}
