using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn;

/// <summary>How a collection was made, checked as the real server checks it, and shown as it shows it.</summary>
internal sealed class CollectionConfig
{
    private static readonly string[] VectorMembers = ["size", "distance", "on_disk", "datatype", "hnsw_config", "quantization_config"];
    private static readonly string[] HnswMembers = ["m", "ef_construct", "full_scan_threshold", "max_indexing_threads", "on_disk", "payload_m", "inline_storage"];
    private static readonly string[] OptimizerMembers =
        ["deleted_threshold", "vacuum_min_vector_number", "default_segment_number", "max_segment_size", "memmap_threshold", "indexing_threshold", "flush_interval_sec", "max_optimization_threads", "prevent_unoptimized"];

    private static readonly string[] Quantizers = ["scalar", "product", "binary", "turbo"];

    private readonly JsonObject _json = JsonNode.Parse("""
        {"params":{"vectors":{},"shard_number":1,"replication_factor":1,"write_consistency_factor":1,"on_disk_payload":true},
         "hnsw_config":{"m":16,"ef_construct":100,"full_scan_threshold":10000,"max_indexing_threads":0,"on_disk":false},
         "optimizer_config":{"deleted_threshold":0.2,"vacuum_min_vector_number":1000,"default_segment_number":0,"max_segment_size":null,"memmap_threshold":null,
           "indexing_threshold":10000,"flush_interval_sec":5,"max_optimization_threads":null,"prevent_unoptimized":null},
         "wal_config":{"wal_capacity_mb":32,"wal_segments_ahead":0,"wal_retain_closed":1},"quantization_config":null}
        """)!.AsObject();

    private CollectionConfig()
    {
    }

    /// <summary>Null when the collection has no unnamed vector.</summary>
    public int? Size { get; private set; }

    public Distance Distance { get; private set; }

    public static CollectionConfig Parse(JsonElement body)
    {
        CollectionConfig config = new();
        if (body.TryGetProperty("vectors", out JsonElement vectors) && vectors.ValueKind != JsonValueKind.Null)
        {
            config.ReadVectors(vectors);
        }

        foreach (string name in new[] { "shard_number", "replication_factor", "write_consistency_factor" })
        {
            if (body.TryGetProperty(name, out JsonElement number))
            {
                config._json["params"]![name] = number.GetInt64() >= 1 ? number.GetInt64() : throw RefusalException.Validation($"{name}: value {number} invalid, must be 1 or larger");
            }
        }

        if (body.TryGetProperty("on_disk_payload", out JsonElement onDisk))
        {
            config._json["params"]!["on_disk_payload"] = onDisk.GetBoolean();
        }

        config.Change(body);
        return config;
    }

    /// <summary>What a PATCH may change, and a PUT may set.</summary>
    public void Change(JsonElement body)
    {
        if (body.TryGetProperty("hnsw_config", out JsonElement hnsw))
        {
            if (hnsw.TryGetProperty("ef_construct", out JsonElement ef) && ef.GetInt64() < 4)
            {
                throw RefusalException.Validation($"hnsw_config.ef_construct: value {ef} invalid, must be 4 or larger");
            }

            Copy(hnsw, _json["hnsw_config"]!.AsObject(), HnswMembers);
        }

        if (body.TryGetProperty("optimizers_config", out JsonElement optimizers))
        {
            Copy(optimizers, _json["optimizer_config"]!.AsObject(), OptimizerMembers);
        }

        if (body.TryGetProperty("quantization_config", out JsonElement quantization))
        {
            _json["quantization_config"] = ReadQuantization(quantization);
        }

        if (body.TryGetProperty("metadata", out JsonElement metadata) && metadata.ValueKind == JsonValueKind.Object)
        {
            JsonObject kept = _json["metadata"]?.AsObject() ?? [];
            _json["metadata"] = null;
            foreach (JsonProperty member in metadata.EnumerateObject())
            {
                kept.Remove(member.Name);
                if (member.Value.ValueKind != JsonValueKind.Null)
                {
                    kept[member.Name] = JsonNode.Parse(member.Value.GetRawText());
                }
            }

            _json["metadata"] = kept;
        }
    }

    public JsonObject ToJson() => _json.DeepClone().AsObject();

    private static JsonNode? ReadQuantization(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null || (json.ValueKind == JsonValueKind.String && json.GetString() == "Disabled"))
        {
            return null;
        }

        if (json.ValueKind != JsonValueKind.Object || !json.EnumerateObject().Any(member => Quantizers.Contains(member.Name)))
        {
            throw RefusalException.Variant("QuantizationConfig");
        }

        if (json.TryGetProperty("scalar", out JsonElement scalar) && scalar.TryGetProperty("quantile", out JsonElement quantile) && quantile.GetDouble() is < 0.5 or > 1)
        {
            throw RefusalException.Validation($"quantization_config.scalar.quantile: value {quantile} invalid, must be from 0.5 to 1.0");
        }

        return JsonNode.Parse(json.GetRawText());
    }

    private static void Copy(JsonElement from, JsonObject to, string[] members)
    {
        foreach (JsonProperty member in from.EnumerateObject().Where(member => members.Contains(member.Name)))
        {
            to[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }
    }

    private void ReadVectors(JsonElement vectors)
    {
        if (vectors.ValueKind != JsonValueKind.Object)
        {
            throw RefusalException.Variant("VectorsConfig");
        }

        bool named = vectors.EnumerateObject().Any() && vectors.EnumerateObject().All(member => member.Value.ValueKind == JsonValueKind.Object);
        if (named || !vectors.EnumerateObject().Any())
        {
            _json["params"]!["vectors"] = JsonNode.Parse(vectors.GetRawText());
            return;
        }

        bool valid = vectors.TryGetProperty("size", out JsonElement size)
            && size.ValueKind == JsonValueKind.Number && size.TryGetInt32(out int numbers) && numbers > 0
            && vectors.TryGetProperty("distance", out JsonElement distance) && distance.ValueKind == JsonValueKind.String
            && Enum.GetNames<Distance>().Contains(distance.GetString())
            && (!vectors.TryGetProperty("datatype", out JsonElement datatype) || datatype.GetString() is "float32" or "float16" or "uint8");
        if (!valid)
        {
            throw RefusalException.Variant("VectorsConfig");
        }

        Size = size.GetInt32() <= 65_536 ? size.GetInt32() : throw RefusalException.Validation($"vectors.size: value {size} invalid, must be from 1 to 65536");
        Distance = Enum.Parse<Distance>(vectors.GetProperty("distance").GetString()!);
        JsonObject kept = [];
        Copy(vectors, kept, VectorMembers);
        _json["params"]!["vectors"] = kept;
    }
}
