using System.Diagnostics;
using System.Text.Json;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Search;

namespace VisualSearch.Cli.Searching;

/// <summary>Asks the Engine over a data folder.</summary>
internal sealed class FolderFinder(EngineHost engine) : IProductFinder
{
    private static readonly JsonSerializerOptions Json = new(ApiConnection.Json);

    private readonly ProductSearch _search = engine.Get<ProductSearch>();

    public async Task<JsonElement> FindAsync(SearchQuery query, SearchSettings settings, CancellationToken cancellationToken)
    {
        long began = Stopwatch.GetTimestamp();
        if (settings.MinRelevance > 0 && KindsOf(query).Any(kind => _search.Model.CalibrationOf(kind) is null))
        {
            throw new CommandFailedException(ExitCode.Failed, $"The model {_search.Model.Name} has no calibration for this kind of search, so relevance is not known; use --threshold.");
        }

        SearchAnswer answer = await AnswerAsync(query, settings, cancellationToken);
        return JsonSerializer.SerializeToElement(ToFound(answer, (int)Stopwatch.GetElapsedTime(began).TotalMilliseconds), Json);
    }

    public async Task<string?> PageOfAsync(FoundProduct product, CancellationToken cancellationToken) =>
        PageOnTheWeb((await FindProductAsync(product, cancellationToken))?.Details.Url);

    public async Task<string?> PictureOfAsync(FoundProduct product, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(product.ImageUrl, out ImageReference? reference) || reference is not ImageReference.Kept kept)
        {
            return PageOnTheWeb(product.ImageUrl);
        }

        if (await engine.Get<IImageStore>().ReadAsync(kept.Key, cancellationToken) is not { } content)
        {
            return null;
        }

        // A browser knows a picture by its file's name, which a kept one has not.
        PictureResult<PictureHeader> header = engine.Get<PictureDecoder>().Inspect(content);
        string ending = header.Succeeded ? header.Value.Format.ToString().ToLowerInvariant() : "picture";
        string copy = Path.Combine(Directory.CreateTempSubdirectory("visualsearch-").FullName, $"{product.ProductId}.{ending}");
        await File.WriteAllBytesAsync(copy, content, cancellationToken);
        return copy;
    }

    /// <summary>The only file that is shown is the copy made here: what a catalogue holds came from elsewhere.</summary>
    private static string? PageOnTheWeb(string? address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" ? address : null;

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    /// <summary>What the query is embedded as. Words beside a picture are, where the model reads words at all.</summary>
    private IEnumerable<QueryKind> KindsOf(SearchQuery query) => query switch
    {
        SearchQuery.Text => [QueryKind.Text],
        SearchQuery.Picture { Words: not null } or SearchQuery.PictureAddress { Words: not null } when _search.Model.ReadsText => [QueryKind.Image, QueryKind.Text],
        _ => [QueryKind.Image],
    };

    private async Task<SearchAnswer> AnswerAsync(SearchQuery query, SearchSettings settings, CancellationToken cancellationToken)
    {
        SearchRequest request = RequestOf(settings);
        switch (query)
        {
            case SearchQuery.Picture picture:
                return Good(await _search.ByImageAsync(picture.Content, picture.Words, request, new SearchTimings(), cancellationToken));
            case SearchQuery.PictureAddress picture:
                return Good(await _search.ByImageAsync(await FetchAsync(picture.Address, cancellationToken), picture.Words, request, new SearchTimings(), cancellationToken));
            case SearchQuery.Text text:
                return await _search.ByTextAsync(text.Words, ModeOf(settings), request, new SearchTimings(), cancellationToken);
            case SearchQuery.Like like:
                return ProductKey.TryParse(like.Product, out ProductKey key) && await _search.SimilarAsync(key, request, new SearchTimings(), cancellationToken) is { } answer
                    ? answer
                    : throw new CommandFailedException(ExitCode.Failed, $"There is no product {like.Product}. By the shop's own id it is named ext:ID.");
            default:
                throw new ArgumentOutOfRangeException(nameof(query), query, null);
        }
    }

    private static T Good<T>(PictureResult<T> result)
        where T : class => result.Succeeded ? result.Value : throw new CommandFailedException(ExitCode.Failed, result.Failure!.Detail);

    private async Task<ReadOnlyMemory<byte>> FetchAsync(string address, CancellationToken cancellationToken)
    {
        if (!ImageReference.TryParse(address, out ImageReference? reference) || reference is not ImageReference.Web)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{address} is no http or https address.");
        }

        return Good(await engine.Get<PictureSource>().FetchAsync(reference, null, cancellationToken)).Content;
    }

    private TextMode ModeOf(SearchSettings settings)
    {
        TextMode mode = settings.Mode switch { "semantic" => TextMode.Semantic, "lexical" => TextMode.Lexical, _ => TextMode.Hybrid };
        return mode == TextMode.Semantic && !_search.Model.ReadsText
            ? throw new CommandFailedException(ExitCode.Failed, $"The model {_search.Model.Name} has an image tower only. Search with --mode lexical or hybrid, or use a model with a text tower.")
            : mode;
    }

    private static SearchRequest RequestOf(SearchSettings settings) => new()
    {
        Limit = settings.Limit ?? 10,
        Offset = settings.Offset ?? 0,
        Threshold = settings.Threshold ?? 0,
        MinRelevance = settings.MinRelevance ?? 0,
        Languages = settings.Language is { } language ? [language] : [],
        Filter = new SearchFilter
        {
            Categories = settings.Categories,
            Brands = settings.Brands,
            PriceMinMinor = settings.PriceMin is { } least ? (long)decimal.Ceiling(least * 100) : null,
            PriceMaxMinor = settings.PriceMax is { } most ? (long)decimal.Floor(most * 100) : null,
            InStock = settings.InStock,
        },
    };

    private async Task<Product?> FindProductAsync(FoundProduct product, CancellationToken cancellationToken) =>
        ProductKey.TryParse(product.ProductId, out ProductKey key) ? await engine.Get<ProductReads>().FindAsync(key, cancellationToken) : null;

    private static FoundProducts ToFound(SearchAnswer answer, int milliseconds) => new(
        milliseconds,
        answer.Results.Count,
        [.. answer.Results.Select(ToFound)],
        answer.Model,
        answer.SearchId,
        new FoundIndex(answer.Index.Vectors, answer.Index.Pending, Math.Round(answer.Index.Lag.TotalSeconds, 1)),
        answer.Notice);

    private static FoundProduct ToFound(SearchResult result)
    {
        ProductCard card = result.Product;

        // As a server shows it: the picture that matched, else the first that is not known to be bad.
        ProductPicture? shown = card.Pictures.FirstOrDefault(picture => picture.Id == result.Picture)
            ?? card.Pictures.FirstOrDefault(picture => picture.State != PictureState.Failed)
            ?? (card.Pictures.Count > 0 ? card.Pictures[0] : null);
        return new FoundProduct(
            card.Id.ToString(),
            card.ExternalId,
            card.Title,
            shown?.Reference,
            result.Similarity,
            result.Relevance,
            card.PriceMinor / 100m,
            card.Currency,
            card.Category,
            card.Brand,
            card.InStock,
            result.Picture?.ToString(),
            [.. result.MatchedBy.Select(kind => kind.ToString().ToLowerInvariant())]);
    }
}
