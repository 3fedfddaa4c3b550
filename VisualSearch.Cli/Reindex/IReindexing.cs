namespace VisualSearch.Cli.Reindex;

/// <summary>Has products indexed again: by a server, or here over a data folder.</summary>
internal interface IReindexing
{
    /// <param name="progress">Gets products done and all, while it waits.</param>
    /// <exception cref="Targets.ApiProblemException">The server does not answer, or knows no such product.</exception>
    /// <exception cref="CommandFailedException">The folder cannot be opened, or has no such product.</exception>
    Task<ReindexOutcome> RunAsync(ReindexRequest request, Action<long, long> progress, CancellationToken cancellationToken);
}

/// <param name="Scope">vectors, failed or pictures, as in the contract.</param>
/// <param name="Products">Product ids, <c>ext:…</c> too; empty for all.</param>
/// <param name="Wait">Until nothing is pending. A data folder is always waited for: nobody else would do the work.</param>
internal sealed record ReindexRequest(string Scope, IReadOnlyList<string> Products, bool Wait);

/// <param name="Products">Marked to be indexed again.</param>
/// <param name="Failed">Products of which no picture could be indexed; null when nobody waited.</param>
/// <param name="NotYet">Products with a picture that could not be had for now and is tried again later; null when not known, as of a server.</param>
internal sealed record ReindexOutcome(int Products, long? Failed, long? NotYet = null);
