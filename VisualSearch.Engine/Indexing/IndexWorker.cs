using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Indexing;

/// <summary>Under which name this process claims products.</summary>
public sealed class IndexWorker(IOptions<IndexingOptions> options)
{
    /// <summary>Unique among the processes that index one catalogue.</summary>
    public string Name { get; } = string.IsNullOrWhiteSpace(options.Value.Worker) ? $"{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}" : options.Value.Worker;

    /// <summary>Whether the same name comes back when the process starts again, so that it may end the claims of its former life.</summary>
    public bool IsStable => !string.IsNullOrWhiteSpace(options.Value.Worker);
}
