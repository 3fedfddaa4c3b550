using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Admin;

/// <summary>Streams the catalogue at the client's pace and in bounded memory.</summary>
internal static class ExportCatalogue
{
    public const string MediaType = "application/x-ndjson";

    private const int ProductsAFlush = 50;

    public static async Task<EmptyHttpResult> HandleAsync(
        HttpContext context,
        CatalogueExport export,
        CancellationToken cancellationToken,
        [Description("Vectors as well.")] bool embeddings = false,
        [Description("Exact name.")] string? category = null,
        [Description("Exact name.")] string? brand = null)
    {
        HttpResponse response = context.Response;
        int written = 0;
        await foreach (ExportedProduct product in export.ReadAsync(new ExportQuery(category, brand, embeddings), cancellationToken))
        {
            if (written == 0)
            {
                // Only now: a catalogue that cannot be read at all is answered with a problem.
                response.ContentType = MediaType;
            }

            ExportLine.Write(response.BodyWriter, product, picture => (PictureAddresses.LastingOf(picture, context.Request), PictureAddresses.IsOurs(picture)));
            if (++written % ProductsAFlush == 0)
            {
                await response.BodyWriter.FlushAsync(cancellationToken);
            }
        }

        if (written == 0)
        {
            response.ContentType = MediaType;
        }

        await response.BodyWriter.FlushAsync(cancellationToken);
        return TypedResults.Empty;
    }
}
