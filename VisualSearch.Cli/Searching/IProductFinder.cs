using System.Text.Json;

namespace VisualSearch.Cli.Searching;

/// <summary>What can be asked for products.</summary>
internal interface IProductFinder : IAsyncDisposable
{
    /// <returns>The contract's answer, as it came.</returns>
    /// <exception cref="CommandFailedException">The picture cannot be read, the query or an option is wrong, there is no such product.</exception>
    /// <exception cref="Targets.ApiProblemException">The same, said by a server.</exception>
    Task<JsonElement> FindAsync(SearchQuery query, SearchSettings settings, CancellationToken cancellationToken);

    /// <summary>The product's page; null when it has none.</summary>
    Task<string?> PageOfAsync(FoundProduct product, CancellationToken cancellationToken);

    /// <summary>Something that a browser can show of the product's picture; null when there is no picture.</summary>
    Task<string?> PictureOfAsync(FoundProduct product, CancellationToken cancellationToken);
}
