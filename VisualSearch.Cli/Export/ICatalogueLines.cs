namespace VisualSearch.Cli.Export;

/// <summary>The catalogue as lines of JSON, a product a line in order of id, in bounded memory: of a server or of a data folder.</summary>
internal interface ICatalogueLines
{
    /// <param name="pictures">Gets the kept pictures, whose addresses in the lines are then files; null leaves them where they are.</param>
    /// <exception cref="Targets.ApiProblemException">The server does not answer, or stopped in the middle.</exception>
    /// <exception cref="CommandFailedException">The folder cannot be read.</exception>
    IAsyncEnumerable<string> ReadAsync(ExportRequest request, PictureCopies? pictures, CancellationToken cancellationToken);
}

/// <param name="Category">Exact name; null for all.</param>
/// <param name="Brand">Exact name; null for all.</param>
/// <param name="Embeddings">Vectors as well.</param>
internal sealed record ExportRequest(string? Category, string? Brand, bool Embeddings);
