namespace VisualSearch.QdrantStandIn;

/// <param name="Port">0 = any that is free.</param>
/// <param name="Key">May do everything; null = no key is asked for.</param>
/// <param name="ReadOnlyKey">May only read.</param>
public sealed record StandInOptions(string Host = "127.0.0.1", int Port = 0, string? Key = null, string? ReadOnlyKey = null);
