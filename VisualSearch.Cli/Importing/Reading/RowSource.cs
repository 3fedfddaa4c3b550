namespace VisualSearch.Cli.Importing.Reading;

/// <summary>A file, a stream or a folder that rows come from, read once from its beginning.</summary>
internal abstract class RowSource : IAsyncDisposable
{
    /// <summary>For people.</summary>
    public required string Name { get; init; }

    /// <summary>Tells this file, as it is now, from every other; null where that cannot be told, as with standard input.</summary>
    public required SourceIdentity? Identity { get; init; }

    /// <summary>Names of the columns where they are the same for all rows; null where each row names its own.</summary>
    public virtual IReadOnlyList<string>? Columns => null;

    /// <summary>All there is to read, in bytes or pictures; null when not known.</summary>
    public abstract long? Length { get; }

    /// <summary>What was read so far, in the same unit. Readable from another thread.</summary>
    public abstract long Position { get; }

    /// <summary>What to do after a run that was cut short, where no place is kept.</summary>
    public virtual string GoingOn => "Standard input keeps no place: importing it again from the beginning changes nothing that is done.";

    /// <exception cref="CommandFailedException">It cannot be read on; the message says where and what may help.</exception>
    public abstract IAsyncEnumerable<SourceRow> ReadAsync(CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();
}

/// <param name="Path">Absolute.</param>
/// <param name="State">Differs when the content does: size and time of the last change, of all files for a folder.</param>
internal sealed record SourceIdentity(string Path, string State);
