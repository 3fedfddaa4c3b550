using System.Globalization;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Cli.ModelChange;

/// <summary>In this process, over a data folder that it owns until disposed. A generation is filled while it does, and by the next owner.</summary>
internal sealed class FolderModelChange : IModelChange
{
    private readonly EngineHost _engine;
    private readonly ModelChanges _changes;

    private FolderModelChange(EngineHost engine)
    {
        _engine = engine;
        _changes = engine.Get<ModelChanges>();
    }

    public bool FilledByOthers => false;

    /// <param name="fill">What lags is indexed meanwhile.</param>
    /// <exception cref="CommandFailedException">The folder cannot be opened.</exception>
    public static async Task<FolderModelChange> OpenAsync(Target.Folder folder, bool fill, CancellationToken cancellationToken) => new(await EngineHost.OpenAsync(folder, fill, cancellationToken));

    public async Task<IReadOnlyList<GenerationView>> ListAsync(CancellationToken cancellationToken) => [.. (await _changes.ListAsync(cancellationToken)).Select(ViewOf)];

    public Task<GenerationView> StartAsync(string model, CancellationToken cancellationToken) => DoneAsync(_changes.StartAsync(model, cancellationToken), cancellationToken);

    public async Task<GenerationView> SwitchAsync(string id, bool force, CancellationToken cancellationToken) => await DoneAsync(_changes.SwitchAsync(IdOf(id), force, cancellationToken), cancellationToken);

    public Task<GenerationView> RollBackAsync(CancellationToken cancellationToken) => DoneAsync(_changes.RollBackAsync(cancellationToken), cancellationToken);

    public async Task DropAsync(string id, CancellationToken cancellationToken) => ThrowOnRefusal(await _changes.DropAsync(IdOf(id), cancellationToken));

    public async Task<OverlapView> CompareAsync(string id, int queries, CancellationToken cancellationToken)
    {
        OverlapReport report = await _engine.Get<AnswerOverlap>().CompareAsync(IdOf(id), queries, cancellationToken) ?? throw NotFound(id);
        return new OverlapView(
            Spoken(report.Active.Id),
            Spoken(report.Other.Id),
            report.Active.Model,
            report.Other.Model,
            report.Texts,
            report.Products,
            report.Skipped,
            report.Mean,
            report.Least,
            [.. report.Worst.Select(query => new ComparedView(query.Text, query.Product?.ToString(), query.Overlap, [.. query.Active.Select(product => product.ToString())], [.. query.Other.Select(product => product.ToString())]))]);
    }

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private static GenerationView ViewOf(GenerationState state) => new(
        Spoken(state.Record.Generation.Id),
        state.Record.Generation.Model,
        state.Record.Generation.Dimension,
        state.Record.Generation.Fingerprint,
        state.Record.Generation.Collection,
        state.Record.Active,
        state.Progress.Complete,
        state.Progress.Products,
        state.Progress.Pending,
        state.Progress.PutOff,
        state.Vectors,
        state.Record.CreatedAt);

    private static long IdOf(string id) => long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : throw NotFound(id);

    private static string Spoken(long id) => id.ToString(CultureInfo.InvariantCulture);

    private static CommandFailedException NotFound(string id) => new(ExitCode.Failed, $"No generation is named \"{id}\".");

    private static void ThrowOnRefusal(GenerationResult result)
    {
        string? reason = result.Outcome switch
        {
            GenerationOutcome.Done or GenerationOutcome.AlreadyActive => null,
            GenerationOutcome.NotFound => "There is no such generation.",
            GenerationOutcome.Exists => $"Generation {result.Generation!.Id} has the vectors of the model {result.Generation.Model}, which are the same.",
            GenerationOutcome.ModelUnavailable => result.Detail,
            GenerationOutcome.Incomplete => $"The generation has not taken in the whole catalogue: {result.Progress!.Pending} of {result.Progress.Products} products are pending, and {result.Progress.PutOff} pictures could not be fetched yet. --force switches all the same.",
            GenerationOutcome.InUse => $"Searches use generation {result.Generation!.Id}: switch to another one first.",
            GenerationOutcome.NothingBefore => "There is no generation to go back to.",
            _ => throw new ArgumentOutOfRangeException(nameof(result), result.Outcome, null),
        };
        if (reason is not null)
        {
            throw new CommandFailedException(ExitCode.Failed, reason);
        }
    }

    private async Task<GenerationView> DoneAsync(Task<GenerationResult> change, CancellationToken cancellationToken)
    {
        GenerationResult result = await change;
        ThrowOnRefusal(result);
        string id = Spoken(result.Generation!.Id);
        return (await ListAsync(cancellationToken)).FirstOrDefault(view => view.GenerationId == id) ?? throw NotFound(id);
    }
}
