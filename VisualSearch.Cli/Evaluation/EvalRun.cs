using System.Text.Encodings.Web;
using System.Text.Json;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Evaluation;

/// <summary>A whole evaluation, as it is saved and compared.</summary>
/// <param name="Format">Of this record: 1.</param>
/// <param name="LeftOut">Rows of the file without anything relevant.</param>
/// <param name="Faults">Rows that could not be asked, and queries that the server refused.</param>
/// <param name="Summary">Of the answered queries; null when there are none.</param>
internal sealed record EvalRun(
    int Format,
    DateTimeOffset StartedAt,
    EvalServer Server,
    EvalSettings Settings,
    int LeftOut,
    IReadOnlyList<QueryFault> Faults,
    EvalSummary? Summary,
    IReadOnlyList<QueryOutcome> Queries)
{
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(ApiConnection.Json) { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task WriteAsync(Stream file, CancellationToken cancellationToken) => JsonSerializer.SerializeAsync(file, this, Json, cancellationToken);

    /// <exception cref="CommandFailedException">It cannot be read, or is no run.</exception>
    public static async Task<EvalRun> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            EvalRun? run = JsonSerializer.Deserialize<EvalRun>(await File.ReadAllTextAsync(path, cancellationToken), Json);
            return run is { Format: CurrentFormat, Queries: not null, Settings: not null, Server: not null }
                ? run
                : throw new CommandFailedException(ExitCode.Failed, $"{path} is not a run that eval --out wrote, or is of another version of this tool.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"The run {path} cannot be read: {failure.Message}", failure);
        }
    }
}

/// <summary>Who answered.</summary>
internal sealed record EvalServer(string Address, string? Version, string? Mode, string? Model, long? Vectors, long? Pending);

/// <summary>What was asked.</summary>
/// <param name="Limit">Results asked for: how deep ranks are known.</param>
/// <param name="Jobs">Queries in flight at once.</param>
/// <param name="Options">Of every search besides, as <c>name=value</c>.</param>
internal sealed record EvalSettings(string File, IReadOnlyList<int> K, int Limit, int Jobs, int Warmup, IReadOnlyList<string> Options);
