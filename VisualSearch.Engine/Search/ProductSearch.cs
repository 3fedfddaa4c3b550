using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Search;

/// <summary>Finds products by picture, by words, or by likeness to another product. Thread-safe.</summary>
public sealed class ProductSearch(
    LivingIndexes living,
    IndexStatusReader status,
    PictureDecoder decoder,
    LexicalSearch lexical,
    Embeddings embeddings,
    ProductReads products,
    SearchLog log,
    TimeProvider time)
{
    /// <summary>Pictures of a product that are asked with when others like it are sought; the first ones show it best.</summary>
    private const int MostSimilarPictures = 4;

    /// <summary>What the model in use can do; a host checks options against it.</summary>
    /// <exception cref="IndexNotReadyException">The index is not open yet.</exception>
    public EmbeddingModel Model => living.Active.Model;

    /// <summary>The journey of a search.</summary>
    /// <param name="words">Refine what is sought: "this, but red". 1 to 1,000 characters, or null for the picture alone.</param>
    /// <returns>The products that look like the picture, or what is wrong with the picture.</returns>
    public async Task<PictureResult<SearchAnswer>> ByImageAsync(ReadOnlyMemory<byte> picture, string? words, SearchRequest request, SearchTimings timings, CancellationToken cancellationToken)
    {
        OpenIndex index = living.Active;
        long asked = time.GetTimestamp();

        status.Begin();

        // 1 decode and resize
        PictureResult<RgbPixels> pixels;
        using (timings.Decoding())
        {
            pixels = await decoder.DecodeAsync(picture, index.Model.Pixels, cancellationToken);
        }

        if (!pixels.Succeeded)
        {
            return pixels.Failure;
        }

        // 2 embed
        float[] vector;
        using (timings.Embedding())
        {
            vector = await index.Model.EmbedImageAsync(pixels.Value, cancellationToken);
        }

        // 3 nearest, 4 hydrate, 5 rank, cut, answer
        HitSource hits = new NearestHits(index, [vector], QueryKind.Image, MatchKind.Image, request, timings);
        string? notice = null;
        if (words is not null)
        {
            hits = new RefinedHits(hits, Words(index, words, TextMode.Hybrid, request, timings));
            notice = WithoutTextTower(index);
        }

        IReadOnlyList<SearchResult> results = await HydrateAsync(hits, request, timings, cancellationToken);
        return await AnswerAsync(index, "image", words, request, results, notice, asked, cancellationToken);
    }

    /// <exception cref="InvalidOperationException"><see cref="TextMode.Semantic"/> with a model that cannot read; check <see cref="EmbeddingModel.ReadsText"/> first.</exception>
    public async Task<SearchAnswer> ByTextAsync(string query, TextMode mode, SearchRequest request, SearchTimings timings, CancellationToken cancellationToken)
    {
        OpenIndex index = living.Active;
        long asked = time.GetTimestamp();
        string? notice = mode == TextMode.Hybrid ? WithoutTextTower(index) : null;
        status.Begin();

        // 1 tokenize, 2 embed, 3 nearest (the words are looked up meanwhile), 4 hydrate, 5 rank, cut, answer
        HitSource hits = Words(index, query, mode, request, timings);
        IReadOnlyList<SearchResult> results = await HydrateAsync(hits, request, timings, cancellationToken);
        return await AnswerAsync(index, "text", query, request, results, notice, asked, cancellationToken);
    }

    /// <returns>Other products that look like this one; null when there is no such product.</returns>
    public async Task<SearchAnswer?> SimilarAsync(ProductKey key, SearchRequest request, SearchTimings timings, CancellationToken cancellationToken)
    {
        OpenIndex index = living.Active;
        long asked = time.GetTimestamp();

        status.Begin();

        // 1 and 2: what to look for is stored already
        ProductId product;
        IReadOnlyList<(PictureId Picture, Half[] Vector)> stored;
        using (timings.Decoding())
        {
            IReadOnlySet<ProductId> found = await products.ResolveAsync([key], cancellationToken);
            if (found.Count == 0)
            {
                return null;
            }

            product = found.Single();
            stored = await embeddings.OfProductAsync(product, index.Generation.Fingerprint, cancellationToken);
        }

        if (stored.Count == 0)
        {
            return await AnswerAsync(index, "similar", null, request, [], "This product has no indexed picture, so there is nothing to compare with.", asked, cancellationToken);
        }

        // 3 nearest, 4 hydrate, 5 rank, cut, answer
        float[][] vectors = [.. stored.Take(MostSimilarPictures).Select(picture => Array.ConvertAll(picture.Vector, number => (float)number))];
        SearchRequest others = request with { Filter = request.Filter with { Exclude = new HashSet<ProductId>(request.Filter.Exclude) { product } } };
        HitSource nearest = new NearestHits(index, vectors, QueryKind.Image, MatchKind.Image, others, timings);
        IReadOnlyList<SearchResult> results = await HydrateAsync(nearest, others, timings, cancellationToken);
        return await AnswerAsync(index, "similar", null, request, results, null, asked, cancellationToken);
    }

    private static string? WithoutTextTower(OpenIndex index) => index.Model.ReadsText
        ? null
        : $"The model {index.Model.Name} has no text tower, so the words were looked for in the products' texts only.";

    private HitSource Words(OpenIndex index, string query, TextMode mode, SearchRequest request, SearchTimings timings)
    {
        HitSource said = new WordHits(lexical, query, request, timings);
        if (mode == TextMode.Lexical || (mode == TextMode.Hybrid && !index.Model.ReadsText))
        {
            return said;
        }

        HitSource meant = new NearestHits(index, EmbedAsync, QueryKind.Text, MatchKind.Semantic, request, timings);
        return mode == TextMode.Semantic ? meant : new FusedHits(said, meant);

        async Task<IReadOnlyList<float[]>> EmbedAsync(CancellationToken cancellationToken)
        {
            using SearchTimings.Leg leg = timings.Embedding();
            return [await index.Model.EmbedTextAsync(query, cancellationToken)];
        }
    }

    /// <summary>
    /// Reads the products of the page in one query. A hit whose product is gone is dropped, so a few more are asked for than are shown;
    /// should that not do, more still.
    /// </summary>
    private async Task<IReadOnlyList<SearchResult>> HydrateAsync(HitSource source, SearchRequest request, SearchTimings timings, CancellationToken cancellationToken)
    {
        int wanted = request.Offset + request.Limit;
        for (int asked = wanted + Math.Max(8, wanted / 8); ; asked *= 4)
        {
            IReadOnlyList<Hit> hits = await source.FindAsync(asked, cancellationToken);
            IReadOnlyDictionary<ProductId, ProductCard> cards;
            using (timings.Hydrating())
            {
                cards = await products.HydrateAsync([.. hits.Select(hit => hit.Product)], request.Languages, cancellationToken);
            }

            List<SearchResult> living = [];
            foreach (Hit hit in hits)
            {
                if (cards.TryGetValue(hit.Product, out ProductCard? card))
                {
                    living.Add(new SearchResult(card, hit.Similarity, hit.Relevance, hit.Picture, hit.MatchedBy));
                }
            }

            if (living.Count >= wanted || hits.Count < asked)
            {
                return [.. living.Skip(request.Offset).Take(request.Limit)];
            }
        }
    }

    private async Task<SearchAnswer> AnswerAsync(OpenIndex index, string kind, string? text, SearchRequest request, IReadOnlyList<SearchResult> results, string? notice, long asked, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        string searchId = Ulid.NewUlid(now).ToString();
        SearchAnswer answer = new(searchId, results, index.Model.Name, await status.ReadAsync(cancellationToken), notice);
        log.Record(new SearchLogEntry(searchId, now, kind, text, index.Model.Name, (int)time.GetElapsedTime(asked).TotalMilliseconds, [.. results.Select(result => result.Product.Id)])
        {
            Skipped = request.Offset,
        });
        return answer;
    }
}
