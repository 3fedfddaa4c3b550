using System.CommandLine;
using Spectre.Console;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Cli.Importing;

/// <summary>An import from its place to its summary, as its user sees it.</summary>
internal sealed class ImportSession(Session session, ParseResult line, ImportSettings settings, RowSource source, RowReader reader, IProductSink sink)
{
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        PlaceFile? file = source.Identity is null ? null : PlaceFile.Of(source.Identity.Path, sink.Name);
        ImportPlace? place = await FindPlaceAsync(file, cancellationToken);
        FinishedRows finished = new(place?.Done ?? default, place?.LastId);
        using RefusedRows refused = new(settings.ErrorFile, place?.Done.Rows ?? 0, Say);
        using ImportRun run = new(source, reader, sink, finished, refused, settings, (done, lastId) => Keep(file, done, lastId));
        long began = TimeProvider.System.GetTimestamp();
        string ended = "done";
        try
        {
            await ImportProgress.ShowAsync(session.Screen, Watched, run.RunAsync(cancellationToken), () => Look(finished.All, place, began));
            file?.Remove();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            ended = "interrupted";
        }
        catch (Exception failure) when (failure is CommandFailedException or Targets.ApiProblemException)
        {
            Tell(finished.All, "stopped", place, run, began, null, null);
            TellHowToGoOn(finished);
            throw;
        }

        double seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        (double? indexing, (long NotYet, long Never)? missing, bool cut) = ended == "done" ? await IndexAsync(cancellationToken) : (null, null, false);
        Tell(finished.All, cut ? "interrupted" : ended, place, run, began, indexing, missing, seconds);
        if (ended == "interrupted")
        {
            TellHowToGoOn(finished);
        }

        return cut || ended == "interrupted" ? ExitCode.Interrupted : CodeOf(finished.All, missing is { NotYet: > 0 } or { Never: > 0 });
    }

    private bool Watched => session.ShowsProgress(line);

    private static ExitCode CodeOf(Tally tally, bool missing) => (tally.Refused, tally.Imported) switch
    {
        (0, _) => missing ? ExitCode.Partly : ExitCode.Done,
        (_, 0) => ExitCode.Failed,
        _ => ExitCode.Partly,
    };

    private async Task<ImportPlace?> FindPlaceAsync(PlaceFile? file, CancellationToken cancellationToken)
    {
        if (settings.Restart || file?.Read() is not { } place)
        {
            return null;
        }

        if (place.State != source.Identity!.State)
        {
            session.Remark(line, $"{source.Name} has changed since an earlier run was cut short: beginning anew.");
            return null;
        }

        if (place.Meaning != settings.Meaning)
        {
            session.Remark(line, "An earlier run that was cut short had other settings: beginning anew.");
            return null;
        }

        if (await sink.FindAsync(place.LastId, cancellationToken) is null)
        {
            session.Remark(line, "What an earlier run imported is not there any more: beginning anew.");
            return null;
        }

        session.Remark(line, $"Going on after row {place.Done.Rows:N0}, where an earlier run was cut short (--restart begins anew).");
        return place;
    }

    private void Keep(PlaceFile? file, Tally done, string? lastId)
    {
        if (lastId is not null)
        {
            file?.Write(new ImportPlace(source.Identity!.Path, sink.Name, source.Identity.State, settings.Meaning, lastId, done));
        }
    }

    private (double Done, double? Of, string Words) Look(Tally all, ImportPlace? place, long began)
    {
        double rate = (all.Rows - (place?.Done.Rows ?? 0)) / Math.Max(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 0.001);
        string words = $"{all.Rows:N0} rows, {rate:N0} a second" + (all.Refused > 0 ? $", {all.Refused:N0} refused" : string.Empty);
        return (source.Position, source.Length, words);
    }

    private async Task<(double? Seconds, (long NotYet, long Never)? Missing, bool Cut)> IndexAsync(CancellationToken cancellationToken)
    {
        if (sink.Indexing is not { } folder || !settings.Index)
        {
            return (null, null, false);
        }

        long began = TimeProvider.System.GetTimestamp();
        long most = 0, left = 0;
        try
        {
            Task<IndexStatus> work = folder.IndexedAsync(pending => most = Math.Max(most, left = pending), cancellationToken);
            await ImportProgress.ShowAsync(session.Screen, Watched, work, () => (most - left, most, $"indexing, {left:N0} products left"));
            (long, long) missing = (await folder.PutOffAsync(cancellationToken), await folder.FailedAsync(cancellationToken));
            return (Math.Round(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1), missing, false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            session.Remark(line, $"All rows are imported; {left:N0} products are indexed when a server or a command next opens the folder.");
            return (null, null, true);
        }
    }

    private void Tell(Tally all, string ended, ImportPlace? place, ImportRun run, long began, double? indexing, (long NotYet, long Never)? missing, double? took = null)
    {
        double seconds = took ?? TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        long before = place?.Done.Rows ?? 0;
        ImportSummary summary = new(
            source.Name, sink.Name, ended, all.Rows, all.Created, all.Updated, all.Unchanged, all.Refused, place?.Done.Refused ?? 0, all.Pictures, run.Repeated, before,
            Math.Round(seconds, 1), Math.Round((all.Rows - before) / Math.Max(seconds, 0.001), 1), indexing, missing?.NotYet, missing?.Never);
        if (session.Json(line))
        {
            session.Screen.WriteJson(summary);
        }
        else
        {
            session.Screen.Output.Write(summary.ToGrid());
        }

        if (run.Repeated > 0)
        {
            session.Remark(line, $"{run.Repeated:N0} rows have an external id that came before in the file; of each the last row stays.");
        }

        if (missing is { NotYet: > 0 and var notYet })
        {
            session.Remark(line, $"{notYet:N0} products in the folder are not yet indexed with all their pictures: some could not be had for now and are tried again when a server or a command has the folder open.");
        }

        if (missing is { Never: > 0 and var notIndexed })
        {
            session.Remark(line, $"Of {notIndexed:N0} products in the folder no picture could be indexed; `visualsearch status` and their entries say more.");
        }
    }

    private void TellHowToGoOn(FinishedRows finished) => session.Remark(
        line,
        source.Identity is null ? source.GoingOn : $"The same command goes on after row {finished.Mark.Tally.Rows:N0}.");

    /// <summary>A message that comes while a bar may be moving goes above it.</summary>
    private void Say(string message)
    {
        if (Watched)
        {
            session.Screen.Error.WriteLine(message);
        }
        else
        {
            session.Remark(line, message);
        }
    }
}
