using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing.ModelChange;

/// <summary>Asks two generations the same recent questions, so that an operator sees what a switch would change. Thread-safe.</summary>
public sealed class AnswerOverlap : IDisposable
{
    /// <summary>Queries of each kind that may be asked for.</summary>
    public const int MostQueries = 200;

    /// <summary>Answers compared: the first page.</summary>
    private const int Depth = 10;

    private const int WorstShown = 10;

    /// <summary>Pictures of a product that are asked with, as a search for similar products does.</summary>
    private const int PicturesAsked = 4;

    private readonly LivingIndexes _living;
    private readonly IndexOpening _opening;
    private readonly Generations _generations;
    private readonly Embeddings _embeddings;
    private readonly RecentQueries _recent;
    private readonly ModelLibrary _models;

    // Each may load a model besides those that are open: a second one waits rather than load it once more.
    private readonly SemaphoreSlim _oneAtATime = new(1);

    internal AnswerOverlap(LivingIndexes living, IndexOpening opening, Generations generations, Embeddings embeddings, RecentQueries recent, ModelLibrary models)
    {
        _living = living;
        _opening = opening;
        _generations = generations;
        _embeddings = embeddings;
        _recent = recent;
        _models = models;
    }

    /// <summary>Compares a generation with the active one. A model or a collection that is not open here is opened for as long as it takes.</summary>
    /// <param name="queries">Of each kind, 1 to <see cref="MostQueries"/>: different texts of the search log, where both models are present here and read, and the newest products.</param>
    /// <returns>Null when there is no such generation.</returns>
    /// <exception cref="ModelUnavailableException">The model's files are damaged.</exception>
    /// <exception cref="VectorIndexUnavailableException">The store cannot be reached.</exception>
    /// <exception cref="CatalogueUnavailableException">The catalogue cannot be read.</exception>
    public async Task<OverlapReport?> CompareAsync(long generation, int queries, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            return await CompareInTurnAsync(generation, queries, cancellationToken);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<OverlapReport?> CompareInTurnAsync(long generation, int queries, CancellationToken cancellationToken)
    {
        OpenIndex active = _living.Active;
        if ((await _generations.ListAsync(cancellationToken)).FirstOrDefault(record => record.Generation.Id == generation)?.Generation is not { } other)
        {
            return null;
        }

        bool words = active.Model.ReadsText && _models.List().Any(known => known is { Present: true, ReadsText: true } && known.Name == other.Model);
        IReadOnlyList<string> texts = words ? await _recent.TextsAsync(queries, cancellationToken) : [];
        OpenIndex? open = _living.All.FirstOrDefault(index => index.Generation.Id == generation);
        OpenIndex? opened = open is null && texts.Count > 0 ? await _opening.OpenAsync(other, cancellationToken) : null;
        if (open is null && opened is null && texts.Count > 0)
        {
            return null;
        }

        try
        {
            IVectorIndex vectors = (open ?? opened)?.Vectors ?? await _opening.OpenVectorsAsync(other, cancellationToken);
            List<ComparedQuery> compared = [];
            foreach (string text in texts)
            {
                compared.Add(Compare(text, null, await NearestAsync(active, text, cancellationToken), await NearestAsync((open ?? opened)!, text, cancellationToken)));
            }

            int skipped = 0;
            foreach (ProductId product in await _recent.ProductsAsync(queries, cancellationToken))
            {
                IReadOnlyList<ProductId>? here = await LikeAsync(active.Vectors, active.Generation, product, cancellationToken);
                IReadOnlyList<ProductId>? there = await LikeAsync(vectors, other, product, cancellationToken);
                if (here is null || there is null)
                {
                    skipped++;
                    continue;
                }

                compared.Add(Compare(null, product, here, there));
            }

            return Report(active.Generation, other, texts.Count, skipped, compared);
        }
        finally
        {
            if (opened is not null)
            {
                await opened.Model.DisposeAsync();
            }
        }
    }

    private static OverlapReport Report(Generation active, Generation other, int texts, int skipped, List<ComparedQuery> compared) => new(
        active,
        other,
        texts,
        compared.Count - texts,
        skipped,
        compared.Count == 0 ? null : compared.Average(query => query.Overlap),
        compared.Count == 0 ? null : compared.Min(query => query.Overlap),
        [.. compared.OrderBy(query => query.Overlap).Take(WorstShown)]);

    private static ComparedQuery Compare(string? text, ProductId? product, IReadOnlyList<ProductId> active, IReadOnlyList<ProductId> other)
    {
        int longer = Math.Max(active.Count, other.Count);
        return new ComparedQuery(text, product, longer == 0 ? 1 : active.Intersect(other).Count() / (double)longer, active, other);
    }

    private static async Task<IReadOnlyList<ProductId>> NearestAsync(OpenIndex index, string text, CancellationToken cancellationToken)
    {
        float[] vector = await index.Model.EmbedTextAsync(text, cancellationToken);
        return [.. (await index.Vectors.SearchAsync(new VectorQuery(vector, Depth, -1, SearchFilter.None), cancellationToken)).Select(hit => hit.Product)];
    }

    /// <summary>Null when the generation has no vector of the product.</summary>
    private async Task<IReadOnlyList<ProductId>?> LikeAsync(IVectorIndex vectors, Generation generation, ProductId product, CancellationToken cancellationToken)
    {
        List<VectorHit> hits = [];
        IReadOnlyList<(PictureId Picture, Half[] Vector)> pictures = await _embeddings.OfProductAsync(product, generation.Fingerprint, cancellationToken);
        SearchFilter others = new() { Exclude = new HashSet<ProductId> { product } };
        foreach ((_, Half[] vector) in pictures.Take(PicturesAsked))
        {
            hits.AddRange(await vectors.SearchAsync(new VectorQuery(Array.ConvertAll(vector, number => (float)number), Depth, -1, others), cancellationToken));
        }

        return pictures.Count == 0 ? null : [.. hits.OrderByDescending(hit => hit.Score).Select(hit => hit.Product).Distinct().Take(Depth)];
    }
}
