using VisualSearch.Cli.Importing.Writing;

namespace VisualSearch.Cli.Importing;

/// <summary>
/// Knows up to which row everything is finished, while rows finish out of order. Only that far a later run may begin: what finished beyond it is done again,
/// which changes nothing. Thread-safe.
/// </summary>
/// <param name="begun">Where an earlier run ended; the first row to come is the one after it.</param>
internal sealed class FinishedRows(Tally begun, string? lastId)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (SinkResult Result, string? ExternalId)> _ahead = [];
    private Tally _mark = begun;
    private string? _markId = lastId;
    private Tally _all = begun;

    /// <summary>All rows that finished.</summary>
    public Tally All
    {
        get
        {
            lock (_gate)
            {
                return _all;
            }
        }
    }

    /// <summary>The rows up to the first that is not finished, and the last product among them.</summary>
    public (Tally Tally, string? LastId) Mark
    {
        get
        {
            lock (_gate)
            {
                return (_mark, _markId);
            }
        }
    }

    public void Finish(long number, string? externalId, SinkResult result)
    {
        lock (_gate)
        {
            _all = _all.With(result.Outcome, result.Pictures);
            _ahead.Add(number, (result, externalId));
            while (_ahead.Remove(_mark.Rows + 1, out (SinkResult Result, string? ExternalId) next))
            {
                _mark = _mark.With(next.Result.Outcome, next.Result.Pictures);
                _markId = next.Result.Outcome == RowOutcome.Refused ? _markId : next.ExternalId;
            }
        }
    }
}
