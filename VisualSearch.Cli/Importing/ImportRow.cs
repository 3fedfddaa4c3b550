using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing;

/// <summary>A product to write.</summary>
/// <param name="Number">Of the row in its file, the first being 1.</param>
/// <param name="Line">Where the row begins in its file.</param>
/// <param name="ExternalId">The same as in the details.</param>
/// <param name="Pictures">In order, each once; null when the row says nothing about pictures, and those of the product stay.</param>
internal sealed record ImportRow(long Number, long Line, string ExternalId, ProductDetails Details, IReadOnlyList<RowPicture>? Pictures);

/// <summary>A picture of a row. There are no other kinds.</summary>
internal abstract record RowPicture
{
    private RowPicture()
    {
    }

    /// <summary>A file on this machine.</summary>
    /// <param name="Path">Absolute.</param>
    public sealed record Local(string Path) : RowPicture;

    /// <summary>An address that the server fetches.</summary>
    /// <param name="Reference">In the form in which servers answer it.</param>
    public sealed record Address(string Reference) : RowPicture;
}
