namespace VisualSearch.Cli.Targets;

/// <summary>Addresses with a query string.</summary>
internal static class Query
{
    /// <param name="parameters">Those without a value are left out.</param>
    public static string Of(string path, IEnumerable<(string Name, string? Value)> parameters)
    {
        string query = string.Join('&', parameters.Where(parameter => parameter.Value is not null).Select(parameter => $"{parameter.Name}={Uri.EscapeDataString(parameter.Value!)}"));
        return query.Length == 0 ? path : $"{path}?{query}";
    }
}
