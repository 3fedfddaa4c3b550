namespace VisualSearch.Cli.Searching;

/// <summary>What is looked for. There are no other kinds.</summary>
internal abstract record SearchQuery
{
    private SearchQuery()
    {
    }

    /// <summary>A picture's bytes.</summary>
    /// <param name="Words">That narrow it down; null for none.</param>
    public sealed record Picture(byte[] Content, string? Words) : SearchQuery;

    /// <summary>A picture on the web, fetched by whoever searches.</summary>
    public sealed record PictureAddress(string Address, string? Words) : SearchQuery;

    public sealed record Text(string Words) : SearchQuery;

    /// <summary>Others like a product.</summary>
    /// <param name="Product">Our id, or <c>ext:</c> and the shop's.</param>
    public sealed record Like(string Product) : SearchQuery;
}
