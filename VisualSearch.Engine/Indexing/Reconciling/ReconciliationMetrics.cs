using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>What comparisons of catalogue and vector index found.</summary>
public sealed class ReconciliationMetrics
{
    private const string Missing = "missing";
    private const string Orphaned = "orphaned";
    private const string WrongVersion = "wrong_version";
    private const string WrongPictures = "wrong_pictures";

    private readonly ConcurrentDictionary<string, long> _findings = new([.. new[] { Missing, Orphaned, WrongVersion, WrongPictures }.Select(kind => KeyValuePair.Create(kind, 0L))]);

    /// <summary>Served from 0 on: there may be one finding in months, and a rise is only seen from a sample before it.</summary>
    public ReconciliationMetrics(IMeterFactory meters) => meters.Create("VisualSearch.Engine").CreateObservableCounter(
        "visual_search.reconcile_findings",
        () => _findings.Select(found => new Measurement<long>(found.Value, new KeyValuePair<string, object?>("kind", found.Key))),
        "{product}",
        "Products whose vectors differed from the catalogue, by kind");

    internal void Compared(GenerationFindings found)
    {
        Add(Missing, found.Missing);
        Add(Orphaned, found.Orphaned);
        Add(WrongVersion, found.WrongVersion);
        Add(WrongPictures, found.WrongPictures);
    }

    private void Add(string kind, long products) => _findings.AddOrUpdate(kind, products, (_, before) => before + products);
}
