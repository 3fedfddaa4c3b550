using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Writing;

/// <summary>
/// Where products go. Writing a row again changes nothing, and a row that is refused has changed nothing. After a row with pictures the product has exactly these,
/// in their order; a row without leaves them as they are. Thread-safe for different products.
/// </summary>
internal interface IProductSink : IAsyncDisposable
{
    /// <summary>The server's address or the data folder.</summary>
    string Name { get; }

    /// <summary>The data folder that is indexed from here; null for a server, which indexes by itself.</summary>
    FolderSink? Indexing => null;

    /// <exception cref="CommandFailedException">The place cannot be asked.</exception>
    /// <returns>Null when there is no such product.</returns>
    Task<ProductDetails?> FindAsync(string externalId, CancellationToken cancellationToken);

    /// <summary>Has the pictures of a product fetched again, at the addresses that they have.</summary>
    /// <returns>False when there is no such product.</returns>
    /// <exception cref="CommandFailedException">The place cannot be asked.</exception>
    /// <exception cref="Targets.ApiProblemException">The same, said by a server.</exception>
    Task<bool> FetchAgainAsync(string externalId, CancellationToken cancellationToken);

    /// <exception cref="CommandFailedException">The place cannot take anything; it is not the row's fault.</exception>
    /// <exception cref="Targets.ApiProblemException">The same, said by a server.</exception>
    Task<SinkResult> WriteAsync(ImportRow row, CancellationToken cancellationToken);
}
