using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Search;

namespace VisualSearch.Api.Search;

/// <summary>The answer to a search.</summary>
/// <param name="QueryTimeMs">From the request's arrival to this answer, whole milliseconds.</param>
/// <param name="Notice">How it was answered, when that is not what was asked for.</param>
internal sealed record SearchJson(int QueryTimeMs, int ResultsCount, IReadOnlyList<SearchResultJson> Results, string Model, string SearchId, IndexJson Index, string? Notice)
{
    public static SearchJson Of(SearchAnswer answer, TimeSpan elapsed, HttpRequest request) => new(
        (int)elapsed.TotalMilliseconds,
        answer.Results.Count,
        [.. answer.Results.Select(result => SearchResultJson.Of(result, request))],
        answer.Model,
        answer.SearchId,
        IndexJson.Of(answer.Index),
        answer.Notice);
}

/// <summary>One product found. The first five members are the ones that existing clients read.</summary>
/// <param name="SimilarityScore">Cosine, 0 to 1; null when found by words alone.</param>
/// <param name="Relevance">0 to 1 by the model's calibration; null where it has none.</param>
/// <param name="ImageId">The picture that <c>image_url</c> shows: the one that matched, else the first that is not known to be bad; null without pictures.</param>
internal sealed record SearchResultJson(
    string ProductId,
    string? ExternalId,
    string Title,
    string? ImageUrl,
    double? SimilarityScore,
    double? Relevance,
    decimal? Price,
    string? Currency,
    string? Category,
    string? Brand,
    bool? InStock,
    string? MatchedImageId,
    IReadOnlyList<MatchKind> MatchedBy,
    string? ImageId)
{
    public static SearchResultJson Of(SearchResult result, HttpRequest request)
    {
        ProductCard product = result.Product;
        // The picture that matched shows why the product is here; by words alone, the first that is not known to be bad.
        ProductPicture? shown = product.Pictures.FirstOrDefault(picture => picture.Id == result.Picture)
            ?? product.Pictures.FirstOrDefault(picture => picture.State != PictureState.Failed)
            ?? (product.Pictures.Count > 0 ? product.Pictures[0] : null);
        return new SearchResultJson(
            product.Id.ToString(),
            product.ExternalId,
            product.Title,
            shown is null ? null : PictureAddresses.Of(shown, request),
            result.Similarity,
            result.Relevance,
            product.PriceMinor / 100m,
            product.Currency,
            product.Category,
            product.Brand,
            product.InStock,
            result.Picture?.ToString(),
            result.MatchedBy,
            shown?.Id.ToString());
    }
}

/// <summary>How far the index is behind the catalogue.</summary>
/// <param name="Pending">Products whose current version is not processed.</param>
internal sealed record IndexJson(long Vectors, long Pending, double LagSeconds)
{
    public static IndexJson Of(IndexStatus status) => new(status.Vectors, status.Pending, Math.Round(status.Lag.TotalSeconds, 1));
}
