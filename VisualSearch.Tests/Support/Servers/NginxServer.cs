using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace VisualSearch.Tests.Support.Servers;

/// <summary>An nginx of a test's own, with the site of <c>deploy/nginx</c> as it ships, but for ports, certificate, logs and Apis. Disposing ends it.</summary>
internal sealed partial class NginxServer : IAsyncDisposable
{
    /// <summary>The name that the site serves.</summary>
    public const string Name = "visualsearch.example";

    private const string Package = "nginx";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TemporaryFolder _folder = new();
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private Process? _process;

    private NginxServer()
    {
    }

    public int HttpPort { get; private set; }

    public int HttpsPort { get; private set; }

    public Uri Address => new($"https://{Name}:{HttpsPort}");

    /// <summary>One line a request, as the site has them written.</summary>
    public string AccessLog => Path.Combine(_folder.Path, "visualsearch.access.log");

    /// <summary>Starts it before two Apis and returns when it answers.</summary>
    public static async Task<NginxServer> StartAsync(Uri first, Uri second)
    {
        NginxServer server = new();
        try
        {
            for (int attempt = 0; !await server.BeginAsync(first, second); attempt++)
            {
                Assert.True(attempt < 5, "nginx ended as soon as it was started");
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        return server;
    }

    /// <summary>Writes the configuration and has nginx judge it.</summary>
    public static async Task<(int ExitCode, string Output)> CheckAsync()
    {
        await using NginxServer server = new();
        server.Configure(new Uri("http://127.0.0.1:1"), new Uri("http://127.0.0.1:2"));
        return await CheckingProgram.RunAsync(Package, Package, server._folder.Path, [.. server.Arguments(), "-t"]);
    }

    /// <summary>An address where nobody answers.</summary>
    public static Uri Nobody() => new($"http://127.0.0.1:{LoopbackPort.Free()}");

    /// <summary>A client that comes from this address of the loopback, checks the certificate, and takes answers as they are.</summary>
    public HttpClient ClientAt(string address) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        MaxConnectionsPerServer = 16,
        Expect100ContinueTimeout = TimeSpan.FromMinutes(1),
        SslOptions = Trust(),
        ConnectCallback = async (context, cancellationToken) => await ConnectAsync(address, context.DnsEndPoint.Port, cancellationToken),
    }) { BaseAddress = Address };

    /// <summary>A connection on which a test writes what it likes.</summary>
    public async Task<SslStream> ConnectAsync(CancellationToken cancellationToken)
    {
        SslStream stream = new(await ConnectAsync("127.0.0.1", HttpsPort, cancellationToken));
        SslClientAuthenticationOptions trust = Trust();
        trust.TargetHost = Name;
        await stream.AuthenticateAsClientAsync(trust, cancellationToken);
        return stream;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
        }

        _certificate.Dispose();
        _folder.Dispose();
    }

    private static async Task<NetworkStream> ConnectAsync(string from, int port, CancellationToken cancellationToken)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(from), 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={Name}", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(Name);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }

    private SslClientAuthenticationOptions Trust() => new()
    {
        CertificateChainPolicy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { _certificate }, RevocationMode = X509RevocationMode.NoCheck },
    };

    private string[] Arguments() => ["-p", _folder.Path, "-c", Path.Combine(_folder.Path, "nginx.conf"), "-e", Path.Combine(_folder.Path, "error.log")];

    private async Task<bool> BeginAsync(Uri first, Uri second)
    {
        Configure(first, second);
        _process = Process.Start(new ProcessStartInfo(ServerProgram.Find(Package, Package, "/usr/sbin"), Arguments()))!;
        Orphans.Watch(_process);
        if (await AnswersAsync(_process))
        {
            return true;
        }

        _process.Dispose();
        _process = null;
        return false;
    }

    /// <summary>False when the process ended instead, as it does when another program took a port.</summary>
    private async Task<bool> AnswersAsync(Process process)
    {
        long start = Stopwatch.GetTimestamp();
        while (!process.HasExited)
        {
            try
            {
                (await ConnectAsync("127.0.0.1", HttpsPort, TestContext.Current.CancellationToken)).Dispose();
                return !process.HasExited;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(start) < Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
            }
        }

        return false;
    }

    private void Configure(Uri first, Uri second)
    {
        HttpPort = LoopbackPort.Free();
        HttpsPort = LoopbackPort.Free();
        string folder = _folder.Path;
        File.WriteAllText(Path.Combine(folder, "fullchain.pem"), _certificate.ExportCertificatePem());
        using ECDsa key = _certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(Path.Combine(folder, "privkey.pem"), key.ExportPkcs8PrivateKeyPem());
        string site = File.ReadAllText(Repository.PathOf("deploy", "nginx", "visualsearch.conf"));
        foreach ((string shipped, string here) in ((string, string)[])
        [
            ("listen 80;", $"listen 127.0.0.1:{HttpPort};"),
            ("listen 443 ssl http2;", $"listen 127.0.0.1:{HttpsPort} ssl http2;"),
            ("/etc/visualsearch/tls/", folder + "/"),
            ("/var/log/nginx/", folder + "/"),
            ("server 127.0.0.1:8000 ", $"server {first.Authority} "),
            ("server 127.0.0.1:8001 ", $"server {second.Authority} "),
        ])
        {
            Assert.Contains(shipped, site, StringComparison.Ordinal);
            site = site.Replace(shipped, here, StringComparison.Ordinal);
        }

        File.WriteAllText(Path.Combine(folder, "visualsearch.conf"), ListenOnIPv6().Replace(site, string.Empty));

        // One process, so that nothing is left of it when it is killed.
        File.WriteAllText(Path.Combine(folder, "nginx.conf"), $$"""
            daemon off;
            master_process off;
            pid {{folder}}/nginx.pid;
            error_log {{folder}}/error.log;
            events { worker_connections 512; }
            http {
                client_body_temp_path {{folder}}/body;
                proxy_temp_path {{folder}}/proxy;
                fastcgi_temp_path {{folder}}/fastcgi;
                uwsgi_temp_path {{folder}}/uwsgi;
                scgi_temp_path {{folder}}/scgi;
                include {{folder}}/visualsearch.conf;
            }
            """);
    }

    [GeneratedRegex(@"^ *listen \[::\].*\n", RegexOptions.Multiline)]
    private static partial Regex ListenOnIPv6();
}
