using System.Text.Json;

namespace VisualSearch.Engine.Vectors.Qdrant;

/// <summary>How a collection is made. A server ignores members that it does not know, so the old flags and, from 1.19 on, <c>memory</c> are both sent.</summary>
internal sealed class CollectionShape(QdrantOptions options, VectorCollection collection, Version server)
{
    private static readonly Version FirstWithMemory = new(1, 19, 0);

    /// <summary>Every field that a filter looks at. Made before anything is uploaded: the graph gets links for filters only while it is built.</summary>
    public static IEnumerable<(string Field, Action<Utf8JsonWriter> Schema)> PayloadIndexes(QdrantOptions options)
    {
        return
        [
            (Fields.Product, json => WriteInteger(json, lookup: true, range: false)),
            (Fields.Version, json => WriteInteger(json, lookup: false, range: true)),
            (Fields.Category, json => WriteKind(json, "keyword")),
            (Fields.Brand, json => WriteKind(json, "keyword")),
            (Fields.PriceMinor, json => WriteInteger(json, lookup: false, range: true)),
            (Fields.InStock, json => json.WriteString("type"u8, "bool"u8)),
            (Fields.Removed, json => json.WriteString("type"u8, "bool"u8)),
            (Fields.RemovedAt, json => WriteInteger(json, lookup: false, range: true)),
        ];

        void WriteInteger(Utf8JsonWriter json, bool lookup, bool range)
        {
            WriteKind(json, "integer");
            json.WriteBoolean("lookup"u8, lookup);
            json.WriteBoolean("range"u8, range);
        }

        void WriteKind(Utf8JsonWriter json, string kind)
        {
            json.WriteString("type"u8, kind);
            json.WriteBoolean("on_disk"u8, options.OnDisk);
        }
    }

    public void Write(Utf8JsonWriter json)
    {
        bool memory = server >= FirstWithMemory;
        json.WriteStartObject();
        json.WriteStartObject("vectors"u8);
        json.WriteNumber("size"u8, collection.Dimension);
        json.WriteString("distance"u8, "Cosine"u8);
        json.WriteBoolean("on_disk"u8, options.OnDisk);
        if (memory)
        {
            json.WriteString("memory"u8, options.OnDisk ? "cold"u8 : "cached"u8);
        }

        json.WriteEndObject();
        json.WriteStartObject("hnsw_config"u8);
        json.WriteNumber("m"u8, options.LinksPerVector);
        json.WriteNumber("ef_construct"u8, options.BuildCandidates);
        json.WriteEndObject();
        if (options.Quantized)
        {
            json.WriteStartObject("quantization_config"u8);
            json.WriteStartObject("scalar"u8);
            json.WriteString("type"u8, "int8"u8);
            json.WriteNumber("quantile"u8, 0.99);
            json.WriteBoolean("always_ram"u8, true);
            if (memory)
            {
                json.WriteString("memory"u8, "pinned"u8);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteNumber("shard_number"u8, options.Shards);
        json.WriteNumber("replication_factor"u8, options.Replicas);
        json.WriteNumber("write_consistency_factor"u8, Math.Min(options.WriteReplicas, options.Replicas));
        json.WriteBoolean("on_disk_payload"u8, true);
        CollectionState.WriteMetadata(json, collection);
        json.WriteEndObject();
    }
}
