using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;

namespace VisualSearch.Api;

/// <summary>How the process begins, and how it refuses to.</summary>
internal static partial class Startup
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
            await Console.Error.WriteLineAsync($"VisualSearch did not start: {Spoken(refusal)}");
            return Refused;
        }
    }

    /// <summary>Runs the application until it is told to stop. The server listens last: when it cannot, everything else has begun and is stopped in turn.</summary>
    public static async Task ServeAsync(WebApplication app)
    {
        await using (app)
        {
            try
            {
                await app.StartAsync();
            }
            catch (Exception refusal) when (IsOfListening(refusal))
            {
                await app.StopAsync();
                throw;
            }

            await app.WaitForShutdownAsync();
        }
    }

    /// <summary>The reason as a setting's name and what is wrong with it, where the platform would name classes.</summary>
    internal static string Spoken(Exception refusal) => refusal switch
    {
        OptionsValidationException options => string.Join(" ", options.Failures.Select(failure => Spoken(failure, options.OptionsType))),
        SocketException => $"The address to listen on cannot be had: {refusal.Message}. Name another with --urls.",
        _ => refusal.Message,
    };

    private static string Spoken(string failure, Type options)
    {
        Match parts = PlatformsWords().Match(failure);
        if (!parts.Success)
        {
            return failure;
        }

        string section = options.GetField("Section")?.GetRawConstantValue() as string ?? options.Name;
        string member = parts.Groups["member"].Value;
        return $"{(member.Length == 0 ? section : $"{section}:{member}")}: {parts.Groups["error"].Value}";
    }

    /// <summary>Of <c>DataAnnotationValidateOptions</c>.</summary>
    [GeneratedRegex("^DataAnnotation validation failed for '.*?' members: '(?<member>.*?)' with the error: '(?<error>.*)'\\.$", RegexOptions.Singleline)]
    private static partial Regex PlatformsWords();

    private static bool IsMendable(Exception refusal) => refusal
        is OptionsValidationException or DataDirectoryInUseException or ModelUnavailableException or CatalogueUnavailableException or EngineModeException
        || IsOfListening(refusal)
        || refusal is InvalidOperationException { Source: SettingsReader };

    private static bool IsOfListening(Exception refusal) => refusal is IOException { InnerException: AddressInUseException } or SocketException;

    /// <summary>Port 8000 unless the operator names addresses or ports; in Development for this machine alone.</summary>
    public static WebApplicationBuilder AddDefaultPort(this WebApplicationBuilder builder)
    {
        foreach (string address in (builder.Configuration["urls"] ?? string.Empty).Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsAddress(address))
            {
                throw new OptionsValidationException("urls", typeof(string), [$"urls: '{address}' is not an address to listen on, such as http://localhost:8000."]);
            }
        }

        bool named = AddressKeys.Any(key => builder.Configuration.GetSection(key) is { } section && (section.Value is { Length: > 0 } || section.GetChildren().Any()));
        if (!named)
        {
            builder.WebHost.UseUrls($"http://{(builder.Environment.IsDevelopment() ? "localhost" : "*")}:{DefaultPort}");
        }

        return builder;
    }

    private static bool IsAddress(string text)
    {
        try
        {
            return BindingAddress.Parse(text) is { Port: <= IPEndPoint.MaxPort, Scheme: "http" or "https" };
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
