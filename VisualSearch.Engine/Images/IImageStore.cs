namespace VisualSearch.Engine.Images;

/// <summary>Pictures that we keep. Content-addressed: equal bytes are kept once, and a key's content never changes.</summary>
public interface IImageStore
{
    /// <summary>Keeps the bytes durably; returns the key. Bytes that are there already count as saved now.</summary>
    Task<string> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The bytes of a key; null when there is none.</summary>
    Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes one; harmless when it is gone.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);

    /// <summary>Keys last saved before the time, in no order; what is saved or removed meanwhile may be among them or not.</summary>
    IAsyncEnumerable<string> ListAsync(DateTimeOffset savedBefore, CancellationToken cancellationToken);

    /// <summary>Removes one unless it was saved again since; false when it stays or is gone.</summary>
    Task<bool> DeleteOldAsync(string key, DateTimeOffset savedBefore, CancellationToken cancellationToken);
}
