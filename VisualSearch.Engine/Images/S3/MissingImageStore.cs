namespace VisualSearch.Engine.Images;

/// <summary>Where no pictures can be kept: many processes, and no place that all of them see.</summary>
public sealed class MissingImageStore : IImageStore
{
    /// <summary>How to have one.</summary>
    public const string Advice = "No place is configured that all processes can keep pictures in: set S3:Bucket (with S3:ServiceUrl for a server of your own), or Images:SharedFolder where the folder of pictures is shared.";

    /// <exception cref="IOException">Always.</exception>
    public Task<string> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new IOException(Advice);

    public Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken) => Task.FromResult<byte[]?>(null);

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => Task.CompletedTask;

    public IAsyncEnumerable<string> ListAsync(DateTimeOffset savedBefore, CancellationToken cancellationToken) => AsyncEnumerable.Empty<string>();

    public Task<bool> DeleteOldAsync(string key, DateTimeOffset savedBefore, CancellationToken cancellationToken) => Task.FromResult(false);
}
