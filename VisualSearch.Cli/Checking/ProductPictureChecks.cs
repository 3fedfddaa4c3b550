namespace VisualSearch.Cli.Checking;

/// <summary>Pictures sent to a product of the check, and served again.</summary>
internal static class ProductPictureChecks
{
    private const string Add = "POST /api/v1/products/{product_id}/images";
    private const string Media = "/media/{image_id}";

    public static IEnumerable<Check> All => new Check[]
    {
        new(Add, "a picture", "201 with Location, then indexed", async (run, cancellationToken) =>
        {
            OwnProduct own = await run.Products.MakeAsync(cancellationToken);
            if (own.Missing is not null)
            {
                return Verdict.Fail(own.Missing);
            }

            Reply second = await run.SendAsync(HttpMethod.Post, $"api/v1/products/{own.Id}/images", () => Bodies.Form(CheckPicture.Jpeg), cancellationToken);
            return ProductReadChecks.IsProduct(second.HasStatus(201).HasHeader("Location")).Has("images.1.image_id");
        }),
        new(Add, "the very same picture again", "200", async (run, cancellationToken) => await AddAsync(run, own => Bodies.Form(own.Picture), reply => reply.HasStatus(200), cancellationToken)),
        Bad("a form without a picture", 400, "invalid", () => Bodies.Form(null), "file"),
        Bad("a GIF", 415, "unsupported_picture", () => Bodies.Form(CheckPicture.Gif)),
        Bad("half a PNG", 422, "corrupt_picture", () => Bodies.Form(CheckPicture.Truncated())),
        Bad("a PNG of 900 million pixels", 422, "too_many_pixels", () => Bodies.Form(CheckPicture.TooManyPixels())),
        Bad("22 MiB", 413, "body_too_large", () => Bodies.Zeros(22 * 1024 * 1024, "multipart/form-data")),
        new(Add, "a picture for an unknown product", "404 product_not_found", async (run, cancellationToken) =>
            (await run.SendAsync(HttpMethod.Post, $"api/v1/products/ext:{OwnProducts.NewExternalId()}/images", () => Bodies.Form(CheckPicture.Jpeg), cancellationToken)).IsProblem(404, "product_not_found")),
        Kept(HttpMethod.Get, "a picture that was sent", string.Empty),
        Kept(HttpMethod.Get, "the same, 64 pixels wide", "?w=64"),
        Kept(HttpMethod.Head, "a picture that was sent", string.Empty),
    }.Select(check => check with { Needs = CheckNeeds.Writing });

    private static Check Bad(string sent, int status, string code, Func<HttpContent> body, params string[] fields) => new(Add, sent, $"{status} {code}", (run, cancellationToken) =>
        AddAsync(run, _ => body(), reply => reply.IsProblem(status, code, fields), cancellationToken));

    private static async Task<Verdict> AddAsync(CheckRun run, Func<OwnProduct, HttpContent> body, Func<Reply, Reply> judge, CancellationToken cancellationToken)
    {
        OwnProduct own = await run.Products.SharedAsync(cancellationToken);
        return own.Id is null
            ? Verdict.Skip(own.Missing!)
            : judge(await run.SendAsync(
                HttpMethod.Post,
                $"api/v1/products/{own.Id}/images",
                () => body(own),
                request => request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > 1024 * 1024,
                cancellationToken));
    }

    private static Check Kept(HttpMethod method, string sent, string query) => new($"{method} {Media}", sent, "200, a picture to be kept for ever", async (run, cancellationToken) =>
    {
        OwnProduct own = await run.Products.SharedAsync(cancellationToken);
        if (own.Missing is not null || !Uri.TryCreate(own.Image, UriKind.Absolute, out Uri? address) || !address.AbsolutePath.StartsWith("/media/", StringComparison.Ordinal))
        {
            return Verdict.Skip(own.Missing ?? "This server gives out pictures at another address.");
        }

        Reply reply = await run.SendAsync(method, address.AbsolutePath.TrimStart('/') + query, cancellationToken);
        return reply.HasStatus(200)
            .That(reply.ContentType?.StartsWith("image/", StringComparison.Ordinal) == true, $"Content type {reply.ContentType ?? "none"} instead of a picture's.")
            .That(reply.Header("Cache-Control")?.Contains("immutable", StringComparison.Ordinal) == true, "Cache-Control does not say immutable.")
            .That(method == HttpMethod.Head ? reply.Body.Length == 0 : reply.Body.Length > 0, method == HttpMethod.Head ? "HEAD brought a body." : "There is no picture in it.");
    });
}
