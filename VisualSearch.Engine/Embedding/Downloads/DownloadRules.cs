namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>How patient a download is.</summary>
internal sealed record DownloadRules
{
    /// <summary>Attempts in a row that brought not a byte, before it is given up.</summary>
    public int FruitlessAttempts { get; init; } = 6;

    /// <summary>Attempts in all: a server that cuts after each few bytes is given up as well.</summary>
    public int Attempts { get; init; } = 200;

    /// <summary>Wait after the first fruitless attempt; doubles with each further one.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest silence of a server; a connection that is silent for longer counts as cut.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Bytes that a folder has room for; null when that cannot be told.</summary>
    public Func<string, long?> FreeSpace { get; init; } = static folder =>
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    };
}
