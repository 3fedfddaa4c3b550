using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace VisualSearch.ServiceDefaults.Hosting;

/// <summary>How a process of ours begins, and how it refuses to.</summary>
public static partial class Startup
{
    /// <summary>Exit code of a process that could not start for a reason its operator can mend.</summary>
    private const int Refused = 78; // EX_CONFIG of sysexits.h

    /// <summary>What throws when a setting's text is not of its type, such as letters for a number; it has no exception of its own.</summary>
    private const string SettingsReader = "Microsoft.Extensions.Configuration.Binder";

    /// <summary>Where an operator may name addresses or ports.</summary>
    private static readonly string[] AddressKeys = ["urls", "http_ports", "https_ports", "Kestrel:Endpoints"];

    /// <summary>Runs the host. A refusal that an operator can mend is one sentence, not a stack.</summary>
    /// <param name="isRefusal">Which exceptions are such a refusal, besides those about settings and addresses.</param>
    /// <returns>The exit code: 0, or 78.</returns>
    public static async Task<int> RunAsync(Func<Task> host, Predicate<Exception> isRefusal)
    {
        ArgumentNullException.ThrowIfNull(host);
        ArgumentNullException.ThrowIfNull(isRefusal);
        try
        {
            await host();
            return 0;
        }
        catch (Exception refusal) when (isRefusal(refusal) || IsOfSettings(refusal) || IsOfListening(refusal))
        {
            await Console.Error.WriteLineAsync($"VisualSearch did not start: {Spoken(refusal)}");
            return Refused;
        }
    }

    /// <summary>Runs the application until it is told to stop. The server listens last: when it cannot, everything else has begun and is stopped in turn.</summary>
    public static async Task ServeAsync(WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
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
        InvalidDataException file => $"{file.Message} {file.GetBaseException().Message}",
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

    /// <summary>A value that is none, one that is not of its type, a file of settings that is not JSON.</summary>
    private static bool IsOfSettings(Exception refusal) => refusal is OptionsValidationException or InvalidOperationException { Source: SettingsReader } or InvalidDataException { InnerException: FormatException };

    private static bool IsOfListening(Exception refusal) => refusal is IOException { InnerException: AddressInUseException } or SocketException;

    /// <summary>This port unless the operator names addresses or ports; in Development for this machine alone.</summary>
    /// <exception cref="OptionsValidationException">An address that was named is none.</exception>
    public static WebApplicationBuilder AddDefaultPort(this WebApplicationBuilder builder, int port)
    {
        ArgumentNullException.ThrowIfNull(builder);
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
            builder.WebHost.UseUrls($"http://{(builder.Environment.IsDevelopment() ? "localhost" : "*")}:{port}");
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
