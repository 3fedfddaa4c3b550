namespace VisualSearch.Engine.Images;

/// <summary>Pictures that we keep. Content-addressed: equal bytes are kept once, and a key's content never changes.</summary>
public interface IImageStore
{
    /// <summary>Keeps the bytes durably; returns the key.</summary>
    Task<string> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The bytes of a key; null when there is none.</summary>
    Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken);

    /// <summary>Removes one; harmless when it is gone.</summary>
    Task DeleteAsync(string key, CancellationToken cancellationToken);
}
