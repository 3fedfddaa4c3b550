namespace VisualSearch.AppHost;

/// <summary>Names of volumes, and where the programs see those that are theirs.</summary>
internal static class Volumes
{
    public const string Postgres = "visualsearch-postgres";
    public const string Redis = "visualsearch-redis";
    public const string Qdrant = "visualsearch-qdrant";

    /// <summary>Downloaded models, one copy for all.</summary>
    public const string Models = "visualsearch-models";
    public const string ModelsPath = "/models";

    /// <summary>Kept pictures, one copy for all.</summary>
    public const string Pictures = "visualsearch-pictures";
    public const string PicturesPath = "/data";

    public const string Logs = "visualsearch-logs";
    public const string LogsPath = "/logs";

    /// <summary>User and group of the programs in their images, as in .NET's own.</summary>
    public const int Owner = 1654;
}
