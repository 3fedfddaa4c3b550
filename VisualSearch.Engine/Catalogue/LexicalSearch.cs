namespace VisualSearch.Engine.Catalogue;

/// <summary>Search by words over title, description, brand, category (all languages) and external id: folded Unicode, ё as е, the last word by its beginning, exact article numbers first.</summary>
public sealed class LexicalSearch
{
    /// <summary>Best first; every word must be found. Words only of punctuation find nothing.</summary>
    public Task<IReadOnlyList<LexicalHit>> SearchAsync(string query, SearchFilter filter, int limit, CancellationToken cancellationToken) => throw new NotImplementedException();
}

/// <param name="Score">Greater is better; comparable within one answer only.</param>
/// <param name="ExactArticle">The query is this product's external id.</param>
public readonly record struct LexicalHit(ProductId Product, double Score, bool ExactArticle);
