using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Engine.Embedding.Downloads;

namespace VisualSearch.Cli.Models;

/// <summary><c>visualsearch models pull</c>.</summary>
internal static class PullModel
{
    private const string MirrorVariable = "VISUALSEARCH_MODEL_MIRROR";

    public static Command Create(Session session)
    {
        Argument<string> name = new("name") { Description = "The model's name, as models list shows it" };
        Option<string?> variant = new("--variant") { Description = "One of the model's variants instead of its default", HelpName = "NAME" };
        Option<string?> mirror = new("--mirror") { Description = $"Asked instead of https://huggingface.co (or {MirrorVariable})", HelpName = "ADDRESS" };
        ExampledCommand command = new(
            "pull",
            "Downloads what a model lacks, from where the last attempt stopped",
            ("visualsearch models pull clip-vit-b-32-multilingual", "into the user's folder of models, where every program of this user looks"),
            ("visualsearch models pull clip-vit-b-32 --variant int8 --models /srv/models", "another variant, into a folder to be named in Models:Directory"),
            ("visualsearch models pull clip-vit-b-32 --mirror https://mirror.example.com/hub", "from a mirror; HTTPS_PROXY and NO_PROXY are honoured as well"));
        command.Arguments.Add(name);
        command.Options.Add(variant);
        command.Options.Add(mirror);
        command.SetAction((line, cancellationToken) => RunAsync(session, line, line.GetRequiredValue(name), line.GetValue(variant), line.GetValue(mirror), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, string name, string? variant, string? mirror, CancellationToken cancellationToken)
    {
        Uri? address = AddressOf(mirror ?? Environment.GetEnvironmentVariable(MirrorVariable));
        PullReport report = await ModelsEngine.UseAsync(session.TargetOf(line), engine => PullScreen.ShowAsync(
            session,
            line,
            progress => engine.GetRequiredService<ModelDownloads>().PullAsync(name, variant, address, progress, cancellationToken)));
        if (session.Json(line))
        {
            session.Screen.WriteJson(report);
        }
        else
        {
            Tell(session, report);
        }

        if (report.Complete)
        {
            session.Remark(line, $"Use it with Embedding:Model={report.Name}{(variant is null ? "" : $" and Embedding:Variant={report.Variant}")}, or leave auto to choose. A catalogue that was indexed with another model keeps that one.");
            return (int)ExitCode.Done;
        }

        foreach (PulledFile failed in report.Files.Where(file => file.Problem is not null))
        {
            session.Screen.Say(failed.Problem!);
        }

        return (int)(report.Files.Any(file => file.Outcome != PullOutcome.Failed) ? ExitCode.Partly : ExitCode.Failed);
    }

    private static void Tell(Session session, PullReport report)
    {
        foreach (PulledFile file in report.Files)
        {
            session.Screen.OutputWriter.WriteLine($"{file.Path}: {file.Outcome switch { PullOutcome.Present => "was there", PullOutcome.Downloaded => "downloaded", _ => "failed" }}");
        }

        session.Screen.OutputWriter.WriteLine(report.Complete ? $"{report.Name} ({report.Variant}) is complete; downloads are in {report.Directory}." : $"{report.Name} ({report.Variant}) is not complete.");
    }

    private static Uri? AddressOf(string? mirror) => string.IsNullOrWhiteSpace(mirror)
        ? null
        : Uri.TryCreate(mirror, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.Query.Length == 0
            ? address
            : throw new CommandFailedException(ExitCode.WrongUsage, $"A mirror is an address such as https://mirror.example.com/hub, not {mirror}.");
}
