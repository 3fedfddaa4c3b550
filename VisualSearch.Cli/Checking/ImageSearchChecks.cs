using System.Text.Json;

namespace VisualSearch.Cli.Checking;

/// <summary>Searches by a picture, in all its forms and with all that is wrong with pictures.</summary>
internal static class ImageSearchChecks
{
    private const string Route = "POST /api/v1/search/by-image";
    private const string Path = "api/v1/search/by-image";

    /// <summary>1 MiB over what the contract takes, frame included.</summary>
    private const long TooManyBytes = 22 * 1024 * 1024;

    public static IEnumerable<Check> All =>
    [
        Good("a form with the field file", "?limit=3", () => Bodies.Form(CheckPicture.Png())),
        Good("a form with the field image and options", string.Empty, () => Bodies.Form(CheckPicture.Png(), "image", ("limit", "3"), ("threshold", "0.1"))),
        Good("a raw PNG", "?top_k=3", () => Bodies.Raw(CheckPicture.Png(), "image/png")),
        Good("a raw JPEG", "?limit=3", () => Bodies.Raw(CheckPicture.Jpeg, "image/jpeg")),
        Good("a raw WebP", "?limit=3", () => Bodies.Raw(CheckPicture.WebP, "image/webp")),
        Good("a PNG that is called a JPEG", "?limit=3", () => Bodies.Raw(CheckPicture.Png(), "image/jpeg")),
        Good("JSON with image_base64", string.Empty, () => Bodies.Json($$"""{"image_base64": "{{Convert.ToBase64String(CheckPicture.Png())}}", "limit": 3}""")),
        Good("a form with a picture and words", string.Empty, () => Bodies.Form(CheckPicture.Png(), "file", ("query", "red"), ("limit", "3")), sorted: false),
        Bad("a GIF", 415, "unsupported_picture", () => Bodies.Raw(CheckPicture.Gif, "image/gif")),
        Bad("a GIF that is called a PNG", 415, "unsupported_picture", () => Bodies.Raw(CheckPicture.Gif, "image/png")),
        Bad("plain text", 415, "unsupported_media_type", () => Bodies.Text("a red mug", "text/plain")),
        Bad("0 bytes", 422, "corrupt_picture", () => Bodies.Raw([], "image/png")),
        Bad("half a PNG", 422, "corrupt_picture", () => Bodies.Raw(CheckPicture.Truncated(), "image/png")),
        Bad("a PNG of 900 million pixels", 422, "too_many_pixels", () => Bodies.Raw(CheckPicture.TooManyPixels(), "image/png")),
        Bad("22 MiB", 413, "body_too_large", () => Bodies.Zeros(TooManyBytes, "image/png")),
        Bad("image_url of a metadata address", 422, "forbidden_address", () => Bodies.Json("""{"image_url": "http://169.254.169.254/latest/meta-data"}""")),
        Bad("image_url of another scheme", 422, "forbidden_address", () => Bodies.Json("""{"image_url": "file:///etc/hostname"}""")),
        Bad("image_url of a host that is not there", 422, "image_unreachable", () => Bodies.Json("""{"image_url": "http://visualsearch-check.invalid/picture.png"}""")),
        Bad("JSON without a picture", 400, "invalid", () => Bodies.Json("{}"), "image_base64"),
        Bad("a form without a picture", 400, "invalid", () => Bodies.Form(null), "file"),
        Bad("JSON that is cut off", 400, "malformed_request", () => Bodies.Json("""{"image_url": """)),
        new(Route, "five wrong options", "400 with all five named", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, $"{Path}?limit=0&offset=-1&threshold=2&price_min=x&in_stock=maybe", () => Bodies.Raw(CheckPicture.Png(), "image/png"), cancellationToken))
                .IsProblem(400, "invalid", "limit", "offset", "threshold", "price_min", "in_stock")),
        new(Route, "the picture of a new product", "that product first, similarity near 1", FindsOwnAsync) { Needs = CheckNeeds.Writing },
        new(Route, "the same, the product excluded", "anything but that product", ExcludesOwnAsync) { Needs = CheckNeeds.Writing },
        new(Route, "the same, within its category", "that product, and none of another category", FiltersAsync) { Needs = CheckNeeds.Writing },
    ];

    private static Check Good(string sent, string query, Func<HttpContent> body, bool sorted = true) => new(Route, sent, "200, at most 3 results", async (run, cancellationToken) =>
    {
        Reply reply = await run.SendAsync(HttpMethod.Post, Path + query, body, cancellationToken);

        // With words beside it, what both find comes first.
        return (sorted ? reply.IsSearchAnswer().IsSorted() : reply.IsSearchAnswer()).That(reply.Found().Length <= 3, $"{reply.Found().Length} results where 3 were asked for.");
    });

    private static Check Bad(string sent, int status, string code, Func<HttpContent> body, params string[] fields) => new(Route, sent, $"{status} {code}", async (run, cancellationToken) =>
    {
        // Asks leave to send what is large, so that a refusal comes before the bytes go.
        Reply reply = await run.SendAsync(HttpMethod.Post, Path, body, request => request.Headers.ExpectContinue = status == 413, cancellationToken);
        return reply.IsProblem(status, code, fields);
    });

    private static async Task<Verdict> FindsOwnAsync(CheckRun run, CancellationToken cancellationToken)
    {
        OwnProduct own = await run.Products.SharedAsync(cancellationToken);
        if (own.Missing is not null)
        {
            return Verdict.Fail(own.Missing);
        }

        Reply reply = await run.SendAsync(HttpMethod.Post, Path, () => Bodies.Raw(own.Picture, "image/png"), cancellationToken);
        return reply.IsSearchAnswer()
            .IsSorted()
            .That(reply.Found() is [var first, ..] && first == own.ExternalId, "Another product comes first.")
            .That(reply.At("results.0.similarity_score") is { ValueKind: JsonValueKind.Number } score && score.GetDouble() > 0.98, "The very same picture is not similar.");
    }

    private static async Task<Verdict> ExcludesOwnAsync(CheckRun run, CancellationToken cancellationToken)
    {
        OwnProduct own = await run.Products.SharedAsync(cancellationToken);
        if (own.Missing is not null)
        {
            return Verdict.Skip(own.Missing);
        }

        Reply reply = await run.SendAsync(HttpMethod.Post, $"{Path}?exclude=ext:{own.ExternalId}", () => Bodies.Raw(own.Picture, "image/png"), cancellationToken);
        return reply.IsSearchAnswer().That(!reply.Found().Contains(own.ExternalId), "The excluded product is among the results.");
    }

    private static async Task<Verdict> FiltersAsync(CheckRun run, CancellationToken cancellationToken)
    {
        OwnProduct own = await run.Products.SharedAsync(cancellationToken);
        if (own.Missing is not null)
        {
            return Verdict.Skip(own.Missing);
        }

        Reply reply = await run.SendAsync(HttpMethod.Post, $"{Path}?category={OwnProducts.Prefix}&price_max=13&in_stock=true", () => Bodies.Raw(own.Picture, "image/png"), cancellationToken);
        return reply.IsSearchAnswer()
            .That(reply.Found().Contains(own.ExternalId), "The product that the filters leave is not found.")
            .That(reply.Found().All(id => id?.StartsWith(OwnProducts.Prefix, StringComparison.Ordinal) == true), "A product of another category is among the results.");
    }
}
