namespace VisualSearch.Engine.Indexing;

/// <summary>The generations that are open in this process: the one that searches use, and those that changes are written to besides. Swapped whole, so a reader sees one state. Thread-safe.</summary>
public sealed class LivingIndexes
{
    private readonly Lock _gate = new();
    private volatile State _state = new(null, []);

    /// <summary>What searches use; null until it has been opened.</summary>
    public OpenIndex? ActiveOrNull => _state.Active;

    /// <summary>What searches use.</summary>
    /// <exception cref="IndexNotReadyException">It has not been opened yet.</exception>
    public OpenIndex Active => _state.Active ?? throw new IndexNotReadyException("The index is being opened; try again in a few seconds.");

    /// <summary>All that are open, the active one first.</summary>
    public IReadOnlyList<OpenIndex> All => _state.All;

    /// <summary>Opens an index beside the others, or puts it in the place of one of the same generation; searches use it if they used that one.</summary>
    internal void Add(OpenIndex index)
    {
        lock (_gate)
        {
            OpenIndex? active = _state.Active?.Generation.Id == index.Generation.Id ? index : _state.Active;
            Set(active, [.. _state.All.Where(other => other.Generation.Id != index.Generation.Id), index]);
        }
    }

    /// <summary>As <see cref="Add"/>, and searches use it from now on.</summary>
    internal void Adopt(OpenIndex index)
    {
        lock (_gate)
        {
            Set(index, [.. _state.All.Where(other => other.Generation.Id != index.Generation.Id), index]);
        }
    }

    /// <summary>Takes out what is not wanted any more; never the active one. Whoever uses one of them at the moment goes on with it.</summary>
    /// <returns>What was taken out.</returns>
    internal IReadOnlyList<OpenIndex> Remove(Func<OpenIndex, bool> unwanted)
    {
        lock (_gate)
        {
            OpenIndex[] gone = [.. _state.All.Where(index => index.Generation.Id != _state.Active?.Generation.Id && unwanted(index))];
            Set(_state.Active, [.. _state.All.Except(gone)]);
            return gone;
        }
    }

    private void Set(OpenIndex? active, OpenIndex[] all) => _state = new(active, [.. all.OrderByDescending(index => index.Generation.Id == active?.Generation.Id).ThenBy(index => index.Generation.Id)]);

    private sealed record State(OpenIndex? Active, IReadOnlyList<OpenIndex> All);
}
