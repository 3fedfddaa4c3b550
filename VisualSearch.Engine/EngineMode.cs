using Microsoft.Extensions.Configuration;

namespace VisualSearch.Engine;

/// <summary>The two ways to run.</summary>
public enum EngineMode
{
    /// <summary>One process: SQLite, an exact index in memory, a queue in memory.</summary>
    Embedded,

    /// <summary>Many processes on one catalogue: Postgres, Redis, Qdrant.</summary>
    Distributed,
}

/// <summary>Tells the mode from the connection strings: all three make the system distributed, none leaves it embedded, and anything between is a mistake.</summary>
public static class EngineModes
{
    private static readonly string[] ConnectionStrings = ["catalog", "redis", "qdrant_http"];

    /// <exception cref="EngineModeException">Some are given and some are missing; the message names the missing ones.</exception>
    public static EngineMode Of(IConfiguration configuration)
    {
        string[] missing = [.. ConnectionStrings.Where(name => string.IsNullOrWhiteSpace(configuration.GetConnectionString(name)))];
        if (missing.Length == ConnectionStrings.Length)
        {
            return EngineMode.Embedded;
        }

        return missing.Length == 0
            ? EngineMode.Distributed
            : throw new EngineModeException($"The distributed mode needs the connection strings {string.Join(", ", ConnectionStrings)}; missing: {string.Join(", ", missing)}. Give them all, or none for the embedded mode.");
    }
}
