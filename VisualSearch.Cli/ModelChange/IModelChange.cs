namespace VisualSearch.Cli.ModelChange;

/// <summary>Changes the model of a shop: by a server, or here over a data folder, which is held until disposed.</summary>
/// <remarks>What is refused is a <see cref="Targets.ApiProblemException"/> of a server, and a <see cref="CommandFailedException"/> over a folder, with the reason in a sentence.</remarks>
internal interface IModelChange : IAsyncDisposable
{
    /// <summary>Whether somebody fills a generation after this command has ended.</summary>
    bool FilledByOthers { get; }

    /// <summary>Oldest first.</summary>
    Task<IReadOnlyList<GenerationView>> ListAsync(CancellationToken cancellationToken);

    Task<GenerationView> StartAsync(string model, CancellationToken cancellationToken);

    /// <param name="force">Though it is not complete.</param>
    Task<GenerationView> SwitchAsync(string id, bool force, CancellationToken cancellationToken);

    Task<GenerationView> RollBackAsync(CancellationToken cancellationToken);

    Task DropAsync(string id, CancellationToken cancellationToken);

    /// <param name="queries">Of each kind, at most.</param>
    Task<OverlapView> CompareAsync(string id, int queries, CancellationToken cancellationToken);
}
