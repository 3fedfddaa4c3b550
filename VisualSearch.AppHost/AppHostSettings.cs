using Microsoft.Extensions.Configuration;

namespace VisualSearch.AppHost;

/// <summary>What an operator may choose about the graph. Section <c>VisualSearch</c> of the AppHost's configuration.</summary>
/// <param name="Target">For publishing alone; also plain <c>--target</c>.</param>
/// <param name="Existing">Stores that run elsewhere: some of <c>catalog</c>, <c>redis</c>, <c>qdrant</c>. Their connection strings are the AppHost's own, under the names that the programs use.</param>
/// <param name="Model">The model that is downloaded; the one that comes with the programs needs no download.</param>
/// <param name="Gpu">The Indexer gets a GPU, and refuses to work without one.</param>
/// <param name="Apis">Processes on this machine or pods; a Compose host has one, since it has one port 8000.</param>
/// <param name="Indexers">Processes, containers or pods.</param>
/// <param name="Programs">Settings of the programs, handed on as they are to Api and Indexer, before what the graph would set.</param>
/// <param name="Cluster">Read for Kubernetes alone.</param>
internal sealed record AppHostSettings(
    PublishTarget Target,
    IReadOnlySet<string> Existing,
    string Model,
    bool Gpu,
    int Apis,
    int Indexers,
    IReadOnlyDictionary<string, string> Programs,
    ClusterSettings Cluster)
{
    public const string Section = "VisualSearch";

    /// <summary>Lies beside the programs.</summary>
    private const string BundledModel = "efficientnet-lite1-240";

    private static readonly string[] StoreNames = [Stores.CatalogName, Stores.RedisName, Stores.QdrantName];

    public bool DownloadsModel => Model != BundledModel;

    /// <summary>The operator has said where daily log files go, or that there are none.</summary>
    public bool PlacesLogs => Programs.ContainsKey("Logging:Files:Directory");

    /// <summary>Uploaded pictures go to a bucket; else to a folder that all programs share.</summary>
    public bool KeepsPicturesInBucket => Programs.ContainsKey("S3:Bucket");

    /// <exception cref="DistributedApplicationException">A value is none of those that it may be.</exception>
    public static AppHostSettings Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        IConfigurationSection section = configuration.GetSection(Section);
        return new AppHostSettings(
            TargetOf(section["Target"] ?? configuration["target"] ?? "compose"),
            ExistingOf(section["Existing"]),
            section["Model"] is { Length: > 0 } model ? model : "clip-vit-b-32-multilingual",
            section.GetValue("Gpu", false),
            CountOf(section, "Apis", 2),
            CountOf(section, "Indexers", 1),
            ProgramsOf(section.GetSection("Programs")),
            ClusterSettings.Read(section.GetSection("Cluster")));
    }

    private static PublishTarget TargetOf(string name) => name.ToLowerInvariant() switch
    {
        "compose" => PublishTarget.Compose,
        "kubernetes" or "k8s" => PublishTarget.Kubernetes,
        _ => throw new DistributedApplicationException($"{Section}:Target is compose or kubernetes, not {name}."),
    };

    private static HashSet<string> ExistingOf(string? names)
    {
        HashSet<string> stores = [.. (names ?? string.Empty).ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        if (stores.Remove("all"))
        {
            stores.UnionWith(StoreNames);
        }

        return stores.Except(StoreNames).FirstOrDefault() is { } stranger
            ? throw new DistributedApplicationException($"{Section}:Existing names some of {string.Join(", ", StoreNames)}, or all; it knows no {stranger}.")
            : stores;
    }

    private static int CountOf(IConfigurationSection section, string name, int fallback) => section.GetValue(name, fallback) is > 0 and <= 100 and int count
        ? count
        : throw new DistributedApplicationException($"{Section}:{name} is a number from 1 to 100, not {section[name]}.");

    private static Dictionary<string, string> ProgramsOf(IConfigurationSection section) => section
        .AsEnumerable(makePathsRelative: true)
        .Where(setting => setting.Value is not null)
        .ToDictionary(setting => setting.Key, setting => setting.Value!, StringComparer.OrdinalIgnoreCase);
}
