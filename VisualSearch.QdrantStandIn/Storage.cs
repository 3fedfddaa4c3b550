using System.Text.Json;
using System.Text.Json.Nodes;

namespace VisualSearch.QdrantStandIn;

/// <summary>All collections and aliases. Thread-safe.</summary>
internal sealed class Storage
{
    private const int LongestName = 255;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Collection> _collections = new(StringComparer.Ordinal);
    private readonly List<(string Alias, string Collection)> _aliases = [];

    /// <summary>By name or alias.</summary>
    /// <exception cref="RefusalException">There is none.</exception>
    public Collection Get(string name)
    {
        lock (_lock)
        {
            return _collections.GetValueOrDefault(name)
                ?? _collections.GetValueOrDefault(_aliases.Find(alias => alias.Alias == name).Collection ?? name)
                ?? throw Missing(name);
        }
    }

    public bool Exists(string name)
    {
        lock (_lock)
        {
            return _collections.ContainsKey(name) || _aliases.Exists(alias => alias.Alias == name);
        }
    }

    public void Create(string name, CollectionConfig config)
    {
        lock (_lock)
        {
            if (_aliases.Exists(alias => alias.Alias == name))
            {
                throw RefusalException.WrongInput($"Can't create collection with name {name}. Alias with the same name already exists");
            }

            if (!_collections.TryAdd(name, new Collection(config)))
            {
                throw Taken(name);
            }
        }
    }

    /// <returns>False when there was none of this very name.</returns>
    public bool Delete(string name)
    {
        lock (_lock)
        {
            _aliases.RemoveAll(alias => alias.Collection == name);
            return _collections.Remove(name);
        }
    }

    public JsonArray Names()
    {
        lock (_lock)
        {
            return new JsonArray([.. _collections.Keys.Select(name => (JsonNode)new JsonObject { ["name"] = name })]);
        }
    }

    /// <param name="collection">Null for the aliases of all.</param>
    public JsonArray Aliases(string? collection)
    {
        lock (_lock)
        {
            return new JsonArray([.. _aliases
                .Where(alias => collection is null || alias.Collection == collection)
                .OrderBy(alias => alias.Collection, StringComparer.Ordinal)
                .Select(alias => (JsonNode)new JsonObject { ["alias_name"] = alias.Alias, ["collection_name"] = alias.Collection })]);
        }
    }

    /// <summary>One after the other; what was done before a bad one stays done.</summary>
    public void ChangeAliases(JsonElement body)
    {
        (string Kind, JsonElement Action)[] actions = [.. body.GetProperty("actions").EnumerateArray().Select(action =>
        {
            JsonProperty kind = action.EnumerateObject().FirstOrDefault();
            return kind.Value.ValueKind == JsonValueKind.Object && kind.Name is "create_alias" or "delete_alias" or "rename_alias" ? (kind.Name, kind.Value) : throw RefusalException.Variant("AliasOperations");
        })];
        lock (_lock)
        {
            foreach ((string kind, JsonElement action) in actions)
            {
                Change(kind, action);
            }
        }
    }

    public static void CheckName(string name)
    {
        if (name.Length > LongestName)
        {
            throw RefusalException.Of(422, $"Validation error in path parameters: [collection_name: value \"{name}\" invalid, must be from 1 to 255 characters]");
        }

        int bad = name.IndexOfAny(['<', '>', ':', '"', '/', '\\', '|', '?', '*', '\0', '\u001f']);
        if (bad >= 0)
        {
            throw RefusalException.Of(422, $"Validation error in path parameters: [collection_name: collection name cannot contain \"{name[bad]}\" char]");
        }
    }

    private static RefusalException Missing(string name) => RefusalException.NotFound($"Collection `{name}` doesn't exist!");

    private static RefusalException Taken(string name) => RefusalException.Of(409, $"Wrong input: Collection `{name}` already exists!");

    private void Change(string kind, JsonElement action)
    {
        switch (kind)
        {
            case "create_alias":
                string alias = action.GetProperty("alias_name").GetString()!;
                string collection = action.GetProperty("collection_name").GetString()!;
                if (!_collections.ContainsKey(collection))
                {
                    throw Missing(collection);
                }

                if (_collections.ContainsKey(alias))
                {
                    throw Taken(alias);
                }

                _aliases.RemoveAll(known => known.Alias == alias);
                _aliases.Add((alias, collection));
                break;
            case "delete_alias":
                string dropped = action.GetProperty("alias_name").GetString()!;
                _aliases.RemoveAll(known => known.Alias == dropped);
                break;
            default:
                string old = action.GetProperty("old_alias_name").GetString()!;
                int at = _aliases.FindIndex(known => known.Alias == old);
                _aliases[at < 0 ? throw RefusalException.NotFound($"Alias {old} does not exists!") : at] = (action.GetProperty("new_alias_name").GetString()!, _aliases[at].Collection);
                break;
        }
    }
}
