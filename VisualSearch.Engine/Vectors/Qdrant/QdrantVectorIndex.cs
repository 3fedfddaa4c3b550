using System.Runtime.CompilerServices;
using System.Text.Json;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>One collection in Qdrant. Searches are here, what a write does is in <see cref="FencedWrite"/>.</summary>
internal sealed class QdrantVectorIndex : IVectorIndex
{
    private const int PageSize = 1000;

    /// <summary>The most points that one search looks at to find enough products.</summary>
    private const int MostFetched = 200_000;

    private static readonly TimeSpan SweepEvery = TimeSpan.FromHours(1);

    private readonly QdrantClient _client;
    private readonly QdrantOptions _options;
    private readonly TimeProvider _time;
    private readonly string _collection;
    private readonly string _reading;
    private long _swept;
    private long _points;

    /// <param name="points">How many points the collection holds, about.</param>
    public QdrantVectorIndex(QdrantClient client, QdrantOptions options, TimeProvider time, VectorCollection collection, long points)
    {
        _client = client;
        _options = options;
        _time = time;
        _collection = collection.Name;
        _reading = options.Replicas > 1 ? "?consistency=majority" : string.Empty;
        _points = points;
        _swept = time.GetTimestamp();
        Dimension = collection.Dimension;
    }

    public int Dimension { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A vector of another dimension, with a number that is not finite, or of all zeros; nothing was applied.</exception>
    public async Task ApplyAsync(IReadOnlyList<ProductVectors> products, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        VectorChecks.Check(products, Dimension);
        foreach (ProductVectors[] slice in FencedWrite.NewestOf(products).Chunk(_options.UpsertVectors))
        {
            await new FencedWrite(this, _options, _time.GetUtcNow()).RunAsync(slice, cancellationToken).ConfigureAwait(false);
        }

        long swept = Interlocked.Read(ref _swept);
        if (_time.GetElapsedTime(swept) > SweepEvery && Interlocked.CompareExchange(ref _swept, _time.GetTimestamp(), swept) == swept)
        {
            await SweepRemovalsAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Points are asked for, not products: twice as many as products are wanted, and more when that gave too few products or broke off within equal scores, since
    /// the server orders those by chance. Looks at 200,000 points at most.
    /// </remarks>
    /// <exception cref="ArgumentException">A query of another dimension, with a number that is not finite, or of all zeros.</exception>
    public async Task<IReadOnlyList<VectorHit>> SearchAsync(VectorQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        float[] unit = VectorChecks.UnitOf(query, Dimension);
        List<PointRecord> records = [];
        for (long ask = (2L * query.Limit) + 16; ; ask *= 4)
        {
            int fetch = (int)Math.Min(ask, MostFetched);
            records.Clear();
            await ReadAsync("/points/query", JsonBodyOf(query, unit, fetch), records, cancellationToken).ConfigureAwait(false);
            List<VectorHit> hits = BestOfEach(records, query.MinScore);
            bool all = records.Count < fetch || fetch == MostFetched;
            if (all || (hits.Count >= query.Limit && records[^1].Score < hits[query.Limit - 1].Score))
            {
                return hits.Count > query.Limit ? hits[..query.Limit] : hits;
            }
        }
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        using QdrantReply reply = await _client.CallAsync(
            HttpMethod.Post, PathOf("/points/count" + _reading), () => JsonBody.Of(WriteCount), _options.ReadTimeout, cancellationToken).ConfigureAwait(false);
        long count = ReadCount(reply.Body);
        Interlocked.Exchange(ref _points, count);
        return count;
    }

    public async IAsyncEnumerable<IndexedPicture> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? from = null;
        List<PointRecord> page = new(PageSize);
        do
        {
            page.Clear();
            Guid? begin = from;
            from = await ScrollAsync(WriteLiving, begin, page, cancellationToken).ConfigureAwait(false);
            foreach (PointRecord record in page)
            {
                yield return new IndexedPicture(record.Product, record.Picture, record.Version);
            }
        }
        while (from is not null);
    }

    /// <summary>Every point that a filter lets through, with product and version.</summary>
    /// <param name="filter">Writes the members of the filter.</param>
    internal async Task<List<PointRecord>> FindAsync(Action<Utf8JsonWriter> filter, CancellationToken cancellationToken)
    {
        List<PointRecord> found = [];
        Guid? from = null;
        do
        {
            from = await ScrollAsync(filter, from, found, cancellationToken).ConfigureAwait(false);
        }
        while (from is not null);
        return found;
    }

    /// <summary>Sends one batch of writes and waits until searches see it.</summary>
    internal async Task WriteAsync(PointWrites writes, CancellationToken cancellationToken)
    {
        int patience = Math.Max(1, (int)_options.WriteTimeout.TotalSeconds - 1);
        string ordering = _options.Replicas > 1 ? "strong" : "weak";
        using QdrantReply reply = await _client.CallAsync(
            HttpMethod.Post, PathOf($"/points/batch?wait=true&ordering={ordering}&timeout={patience}"), writes.ToContent, _options.WriteTimeout, cancellationToken).ConfigureAwait(false);
        Utf8JsonReader json = new(reply.Body);
        while (json.Read())
        {
            // The envelope's own status is "ok".
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("status"u8) && json.Read() && !json.ValueTextEquals("completed"u8) && !json.ValueTextEquals("ok"u8))
            {
                throw new VectorIndexUnavailableException($"Qdrant took a write in and did not finish it within {patience} s ({json.GetString()}); whether it will is not known.");
            }
        }
    }

    private static void WriteCount(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteBoolean("exact"u8, true);
        json.WriteStartObject("filter"u8);
        WriteLiving(json);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteLiving(Utf8JsonWriter json)
    {
        json.WriteStartArray("must_not"u8);
        Filters.Is(json, Fields.Removed, true);
        json.WriteEndArray();
    }

    private static long ReadCount(ReadOnlySpan<byte> body)
    {
        Utf8JsonReader json = new(body);
        while (json.Read())
        {
            if (json.TokenType == JsonTokenType.PropertyName && json.ValueTextEquals("count"u8) && json.Read())
            {
                return json.GetInt64();
            }
        }

        throw new VectorIndexUnavailableException("Qdrant answered a count without a number.");
    }

    private static List<VectorHit> BestOfEach(List<PointRecord> records, float minScore)
    {
        Dictionary<ProductId, VectorHit> best = new(records.Count);
        foreach (PointRecord record in records)
        {
            VectorHit hit = new(record.Product, record.Picture, Math.Clamp(record.Score, -1, 1));
            bool better = !best.TryGetValue(hit.Product, out VectorHit known)
                || hit.Score > known.Score
                || (hit.Score == known.Score && hit.Picture.Value < known.Picture.Value);
            if (better && hit.Score >= minScore)
            {
                best[hit.Product] = hit;
            }
        }

        return [.. best.Values.OrderByDescending(hit => hit.Score).ThenBy(hit => hit.Product)];
    }

    private Func<HttpContent> JsonBodyOf(VectorQuery query, float[] unit, int fetch) => () => JsonBody.Of(json =>
    {
        bool exact = Interlocked.Read(ref _points) <= _options.ExactBelow;
        json.WriteStartObject();
        json.WriteStartArray("query"u8);
        foreach (float number in unit)
        {
            json.WriteNumberValue(number);
        }

        json.WriteEndArray();
        json.WriteNumber("limit"u8, fetch);
        if (query.MinScore > -1)
        {
            // The server's threshold is strict and ours is not.
            json.WriteNumber("score_threshold"u8, MathF.BitDecrement(Math.Min(query.MinScore, float.MaxValue)));
        }

        Filters.Write(json, query.Filter);
        json.WriteStartObject("params"u8);
        json.WriteBoolean("exact"u8, exact);
        json.WriteNumber("hnsw_ef"u8, Math.Max(_options.SearchCandidates, 1));
        if (_options.Quantized)
        {
            json.WriteStartObject("quantization"u8);
            json.WriteBoolean("ignore"u8, exact);
            json.WriteBoolean("rescore"u8, true);
            json.WriteNumber("oversampling"u8, _options.Oversampling);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartArray("with_payload"u8);
        json.WriteStringValue(Fields.Product);
        json.WriteStringValue(Fields.Picture);
        json.WriteEndArray();
        json.WriteBoolean("with_vector"u8, false);
        json.WriteEndObject();
    });

    private Task<Guid?> ScrollAsync(Action<Utf8JsonWriter> filter, Guid? from, List<PointRecord> records, CancellationToken cancellationToken) => ReadAsync(
        "/points/scroll",
        () => JsonBody.Of(json =>
        {
            json.WriteStartObject();
            json.WriteStartObject("filter"u8);
            filter(json);
            json.WriteEndObject();
            json.WriteNumber("limit"u8, PageSize);
            if (from is not null)
            {
                json.WriteString("offset"u8, from.Value);
            }

            json.WriteStartArray("with_payload"u8);
            json.WriteStringValue(Fields.Product);
            json.WriteStringValue(Fields.Picture);
            json.WriteStringValue(Fields.Version);
            json.WriteEndArray();
            json.WriteBoolean("with_vector"u8, false);
            json.WriteEndObject();
        }),
        records,
        cancellationToken);

    private async Task<Guid?> ReadAsync(string path, Func<HttpContent> body, List<PointRecord> records, CancellationToken cancellationToken)
    {
        using QdrantReply reply = await _client.CallAsync(HttpMethod.Post, PathOf(path + _reading), body, _options.ReadTimeout, cancellationToken).ConfigureAwait(false);
        try
        {
            return PointRecord.ReadAll(reply.Body, records);
        }
        catch (JsonException exception)
        {
            throw new VectorIndexUnavailableException("Qdrant's answer cannot be read.", exception);
        }
    }

    /// <summary>Forgets removals that no write can be older than any more.</summary>
    private async Task SweepRemovalsAsync(CancellationToken cancellationToken)
    {
        long before = (_time.GetUtcNow() - _options.RemovalsRemembered).ToUnixTimeSeconds();
        using QdrantReply reply = await _client.CallAsync(
            HttpMethod.Post,
            PathOf("/points/delete?wait=false"),
            () => JsonBody.Of(json =>
            {
                json.WriteStartObject();
                json.WriteStartObject("filter"u8);
                json.WriteStartArray("must"u8);
                Filters.Is(json, Fields.Removed, true);
                Filters.Between(json, Fields.RemovedAt, null, before);
                json.WriteEndArray();
                json.WriteEndObject();
                json.WriteEndObject();
            }),
            _options.WriteTimeout,
            cancellationToken).ConfigureAwait(false);
    }

    private string PathOf(string rest) => QdrantClient.PathOf(_collection, rest);
}
