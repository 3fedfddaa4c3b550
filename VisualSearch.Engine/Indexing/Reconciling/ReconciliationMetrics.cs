using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>What comparisons of catalogue and vector index found.</summary>
public sealed class ReconciliationMetrics
{
    private readonly Counter<long> _findings;

    public ReconciliationMetrics(IMeterFactory meters)
    {
        _findings = meters.Create("VisualSearch.Engine").CreateCounter<long>("visual_search.reconcile_findings", "{product}", "Products whose vectors differed from the catalogue, by kind");
    }

    internal void Compared(GenerationFindings found)
    {
        Add("missing", found.Missing);
        Add("orphaned", found.Orphaned);
        Add("wrong_version", found.WrongVersion);
        Add("wrong_pictures", found.WrongPictures);
    }

    private void Add(string kind, long products) => _findings.Add(products, new KeyValuePair<string, object?>("kind", kind));
}
