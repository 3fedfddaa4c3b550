namespace VisualSearch.Engine.Catalogue;

/// <summary>The catalogue cannot be reached or refuses service (locked, disk full, server away); trying again later may help.</summary>
public sealed class CatalogueUnavailableException : Exception
{
    public CatalogueUnavailableException()
    {
    }

    public CatalogueUnavailableException(string message)
        : base(message)
    {
    }

    public CatalogueUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
