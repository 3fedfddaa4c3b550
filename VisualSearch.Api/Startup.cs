using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;

namespace VisualSearch.Api;

/// <summary>How the process begins, and how it refuses to.</summary>
internal static class Startup
{
    /// <summary>Exit code of a process that could not start for a reason its operator can mend.</summary>
    private const int Refused = 78; // EX_CONFIG of sysexits.h

    private const int DefaultPort = 8000;

    /// <summary>What throws when a setting's text is not of its type, such as letters for a number; it has no exception of its own.</summary>
    private const string SettingsReader = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Where an operator may name addresses or ports.</summary>
    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>Runs the host. A refusal that an operator can mend is one sentence, not a stack.</summary>
    public static async Task<int> RunAsync(Func<Task> host)
    {
        try
        {
            await host();
            return 0;
        }
        catch (Exception refusal) when (IsMendable(refusal))
        {
            await Console.Error.WriteLineAsync($"VisualSearch did not start: {refusal.Message}");
            return Refused;
        }
    }

    private static bool IsMendable(Exception refusal) => refusal
        is OptionsValidationException or DataDirectoryInUseException or ModelUnavailableException or CatalogueUnavailableException or EngineModeException
        or IOException { InnerException: AddressInUseException }
        or InvalidOperationException { Source: SettingsReader };

    /// <summary>Port 8000 unless the operator names addresses or ports; in Development for this machine alone.</summary>
    public static WebApplicationBuilder AddDefaultPort(this WebApplicationBuilder builder)
    {
        bool named = AddressKeys.Any(key => builder.Configuration.GetSection(key) is { } section && (section.Value is { Length: > 0 } || section.GetChildren().Any()));
        if (!named)
        {
            builder.WebHost.UseUrls($"http://{(builder.Environment.IsDevelopment() ? "localhost" : "*")}:{DefaultPort}");
        }

        return builder;
    }
}
