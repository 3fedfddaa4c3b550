namespace VisualSearch.Cli.Importing.Writing;

/// <summary>
/// Where products go. Writing a row again changes nothing, and a row that is refused has changed nothing. After a row with pictures the product has exactly these,
/// in their order; a row without leaves them as they are. Thread-safe for different products.
/// </summary>
internal interface IProductSink : IAsyncDisposable
{
    /// <summary>The server's address or the data folder.</summary>
    string Name { get; }

    /// <exception cref="CommandFailedException">The place cannot be asked.</exception>
    Task<bool> HasAsync(string externalId, CancellationToken cancellationToken);

    /// <exception cref="CommandFailedException">The place cannot take anything; it is not the row's fault.</exception>
    /// <exception cref="Targets.ApiProblemException">The same, said by a server.</exception>
    Task<SinkResult> WriteAsync(ImportRow row, CancellationToken cancellationToken);
}
