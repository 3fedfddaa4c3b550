using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>
/// The collections of a Qdrant server or cluster, over its REST API. A collection's metadata hold its epoch, a mark of its making, and the mark that was confirmed last:
/// it is confirmed when the two are equal, so that who confirms a collection that was made anew meanwhile confirms nothing.
/// </summary>
internal sealed class QdrantVectorStore : IVectorStore, IDisposable
{
    // The gauge is for dashboards, which are read in minutes.
    private static readonly TimeSpan CountEvery = TimeSpan.FromSeconds(15);

    // Several processes may drop and make a collection at once; each round of that is one of them that is done.
    private const int Rounds = 10;

    private readonly QdrantConnection _connection;
    private readonly QdrantOptions _options;
    private readonly VectorsMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly QdrantClient _client;
    private readonly Lock _lock = new();
    private readonly Dictionary<VectorCollection, string> _marks = [];
    private volatile Version? _server;

    public QdrantVectorStore(QdrantConnection connection, IOptions<QdrantOptions> options, IHttpMessageHandlerFactory handlers, VectorsMetrics metrics, TimeProvider time)
    {
        _connection = connection;
        _options = options.Value;
        _metrics = metrics;
        _time = time;
        _client = new QdrantClient(connection, _options, handlers, time);
    }

    public bool OutlivesProcess => true;

    /// <inheritdoc/>
    /// <remarks>The server's version is asked for once, and again when it did not answer: who comes back may be another one.</remarks>
    public async Task<OpenedCollection> OpenAsync(VectorCollection collection, CancellationToken cancellationToken)
    {
        try
        {
            Version server = _server ??= await CheckServerAsync(cancellationToken).ConfigureAwait(false);
            return await OpenAsync(collection, server, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            _server = null;
            throw;
        }
    }

    private async Task<OpenedCollection> OpenAsync(VectorCollection collection, Version server, CancellationToken cancellationToken)
    {
        for (int round = 0; round < Rounds; round++)
        {
            CollectionState? state = await FindAsync(collection.Name, cancellationToken).ConfigureAwait(false);
            if (state is null)
            {
                await MakeAsync(collection, server, cancellationToken).ConfigureAwait(false);
            }
            else if (state.Epoch != collection.Epoch || state.Dimension != collection.Dimension)
            {
                await DropAsync(collection.Name, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                return await TakeAsync(collection, state, cancellationToken).ConfigureAwait(false);
            }
        }

        throw new VectorIndexUnavailableException($"The collection {collection.Name} changes under our hands: other processes open it with another epoch.");
    }

    public async Task ConfirmAsync(VectorCollection collection, CancellationToken cancellationToken)
    {
        string? mark;
        lock (_lock)
        {
            _marks.TryGetValue(collection, out mark);
        }

        if (mark is null)
        {
            return;
        }

        using QdrantReply reply = await _client.SendAsync(
            HttpMethod.Patch, QdrantClient.PathOf(collection.Name), () => JsonBody.Of(json => CollectionState.WriteConfirmation(json, mark)), _options.WriteTimeout, cancellationToken).ConfigureAwait(false);
        if (!reply.Succeeded && _client.FailureOf(reply) is var failure and not VectorIndexUnavailableException { CollectionLost: true })
        {
            throw failure;
        }
    }

    public async Task DropAsync(string name, CancellationToken cancellationToken)
    {
        using QdrantReply reply = await _client.CallAsync(HttpMethod.Delete, QdrantClient.PathOf(name), null, _options.WriteTimeout, cancellationToken).ConfigureAwait(false);
        _metrics.Dropped(name);
    }

    public async Task<IReadOnlyList<string>> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        using QdrantReply reply = await _client.CallAsync(HttpMethod.Get, "collections", null, _options.ReadTimeout, cancellationToken).ConfigureAwait(false);
        JsonArray collections = Parse(reply)["result"]!["collections"]!.AsArray();
        return [.. collections.Select(entry => (string)entry!["name"]!).Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    public async Task AnnounceAsync(string name, string publicName, CancellationToken cancellationToken)
    {
        // On an alias that is there this alone is a complete switch.
        using QdrantReply reply = await _client.CallAsync(
            HttpMethod.Post,
            "collections/aliases",
            () => JsonBody.Of(json =>
            {
                json.WriteStartObject();
                json.WriteStartArray("actions"u8);
                json.WriteStartObject();
                json.WriteStartObject("create_alias"u8);
                json.WriteString("collection_name"u8, name);
                json.WriteString("alias_name"u8, publicName);
                json.WriteEndObject();
                json.WriteEndObject();
                json.WriteEndArray();
                json.WriteEndObject();
            }),
            _options.WriteTimeout,
            cancellationToken).ConfigureAwait(false);
    }

    public async Task ProbeAsync(string name, CancellationToken cancellationToken)
    {
        using QdrantReply reply = await _client.CallAsync(HttpMethod.Get, QdrantClient.PathOf(name), null, _options.ReadTimeout, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _client.Dispose();

    private static JsonNode Parse(QdrantReply reply)
    {
        try
        {
            return JsonNode.Parse(reply.Body) ?? throw new VectorIndexUnavailableException("Qdrant's answer is empty.");
        }
        catch (JsonException exception)
        {
            throw new VectorIndexUnavailableException("Qdrant's answer cannot be read.", exception);
        }
    }

    /// <returns>The server's version.</returns>
    /// <exception cref="VectorStoreRefusedException">It is none of ours to use.</exception>
    private async Task<Version> CheckServerAsync(CancellationToken cancellationToken)
    {
        using QdrantReply reply = await _client.SendAsync(HttpMethod.Get, string.Empty, null, _options.ReadTimeout, cancellationToken).ConfigureAwait(false);
        string? text = null;
        try
        {
            text = reply.Succeeded ? (string?)JsonNode.Parse(reply.Body)?["version"] : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Some other program's page.
        }

        // "1.19.0-dev" is what unreleased servers call themselves.
        if (!Version.TryParse(text?.Split('-', '+')[0], out Version? version))
        {
            throw new VectorStoreRefusedException($"What answers at {_connection.Endpoint} is not Qdrant's REST API; check {QdrantConnection.Setting}.");
        }

        return version >= CollectionState.LeastServer
            ? version
            : throw new VectorStoreRefusedException(
                $"Qdrant at {_connection.Endpoint} is version {text}; VisualSearch needs {CollectionState.LeastServer} or later, since older ones ignore update_filter, which keeps late writes from undoing newer ones.");
    }

    private async Task<CollectionState?> FindAsync(string name, CancellationToken cancellationToken)
    {
        using QdrantReply reply = await _client.SendAsync(HttpMethod.Get, QdrantClient.PathOf(name), null, _options.ReadTimeout, cancellationToken).ConfigureAwait(false);
        if (reply.Succeeded)
        {
            return CollectionState.Of(Parse(reply)["result"]!);
        }

        return _client.FailureOf(reply) switch
        {
            VectorIndexUnavailableException { CollectionLost: true } => null,
            Exception failure when reply.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new VectorStoreRefusedException(failure.Message),
            Exception failure => throw failure,
        };
    }

    private async Task MakeAsync(VectorCollection collection, Version server, CancellationToken cancellationToken)
    {
        CollectionShape shape = new(_options, collection, server);
        using QdrantReply reply = await _client.SendAsync(
            HttpMethod.Put, QdrantClient.PathOf(collection.Name), () => JsonBody.Of(shape.Write), _options.WriteTimeout, cancellationToken).ConfigureAwait(false);
        if (reply.Status == HttpStatusCode.Forbidden)
        {
            throw new VectorStoreRefusedException(_client.FailureOf(reply).Message);
        }

        // Somebody else made it between our look and our request, or a retry met its own first attempt.
        if (!reply.Succeeded && reply.Status != HttpStatusCode.Conflict)
        {
            throw _client.FailureOf(reply);
        }
    }

    /// <summary>Adds the payload indexes that are not there yet: all of them before anything is uploaded, or the rest when making them was broken off.</summary>
    private async Task<OpenedCollection> TakeAsync(VectorCollection collection, CollectionState state, CancellationToken cancellationToken)
    {
        foreach ((string field, Action<Utf8JsonWriter> schema) in CollectionShape.PayloadIndexes(_options).Where(index => !state.PayloadIndexes.Contains(index.Field)))
        {
            using QdrantReply reply = await _client.CallAsync(
                HttpMethod.Put,
                QdrantClient.PathOf(collection.Name, "/index?wait=true"),
                () => JsonBody.Of(json =>
                {
                    json.WriteStartObject();
                    json.WriteString("field_name"u8, field);
                    json.WriteStartObject("field_schema"u8);
                    schema(json);
                    json.WriteEndObject();
                    json.WriteEndObject();
                }),
                _options.WriteTimeout,
                cancellationToken).ConfigureAwait(false);
        }

        lock (_lock)
        {
            _marks[collection] = state.Mark;
        }

        QdrantVectorIndex index = new(_client, _options, _time, collection, state.Points);
        return new OpenedCollection(new MeasuredVectorIndex(index, collection.Name, CountEvery, _metrics, _time), Fresh: state.Confirmed != state.Mark);
    }
}
