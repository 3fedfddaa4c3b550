using System.Diagnostics;

namespace VisualSearch.Engine.Indexing;

/// <summary>The traces that led to a batch, one a product, so that what a batch does for many is seen in the trace of each.</summary>
internal sealed class ChangeTraces
{
    private readonly Dictionary<ProductId, string> _parents = [];

    /// <param name="signals">Of several for one product the last counts: its change holds those before it.</param>
    public ChangeTraces(IEnumerable<IndexSignal> signals)
    {
        foreach (IndexSignal signal in signals)
        {
            if (signal.TraceParent is { } parent)
            {
                _parents[signal.Product] = parent;
            }
        }
    }

    /// <summary>Of what was swept up: nobody knows who changed it.</summary>
    public static ChangeTraces None { get; } = new([]);

    public Activity? Begin(string name, ProductId product)
    {
        Activity? span = EngineActivities.BeginReceived(name, _parents.GetValueOrDefault(product));
        span?.SetTag("visualsearch.product_id", product.Value);
        return span;
    }

    /// <summary>A span in the trace of each product that has one, over what is done for all of them at once.</summary>
    public IDisposable BeginEach(string name, IEnumerable<ProductId> products) => new Spans([.. products.Where(_parents.ContainsKey).Select(product => Begin(name, product)).OfType<Activity>()]);

    private sealed class Spans(Activity[] begun) : IDisposable
    {
        public void Dispose()
        {
            // Backwards, as they lie on each other.
            foreach (Activity span in begun.AsEnumerable().Reverse())
            {
                span.Dispose();
            }
        }
    }
}
