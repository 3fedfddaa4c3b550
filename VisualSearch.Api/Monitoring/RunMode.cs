namespace VisualSearch.Api.Monitoring;

/// <summary>Which of the two ways this process runs.</summary>
internal static class RunMode
{
    public const string Embedded = "embedded";
    public const string Distributed = "distributed";

    /// <summary>By the connection strings that make an installation distributed; that it has all three or none is checked at start.</summary>
    public static string Of(IConfiguration configuration) =>
        string.IsNullOrWhiteSpace(configuration.GetConnectionString("catalog")) ? Embedded : Distributed;
}
