using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Http;

/// <summary>
/// A form with a picture, read straight from the body into memory: a picture over the limit is refused while it arrives, and no temporary file is written.
/// </summary>
/// <param name="Content">The bytes of the part <c>file</c> or <c>image</c>; null when the form has neither.</param>
/// <param name="Fields">The other parts as text, by name, in order. A part given twice has two values.</param>
internal sealed record MultipartPicture(ReadOnlyMemory<byte>? Content, IReadOnlyDictionary<string, IReadOnlyList<string>> Fields)
{
    private const int MaxParts = 200;
    private const int MaxFieldBytes = 64 * 1024;

    /// <exception cref="BadHttpRequestException">Not multipart by its type (415), malformed, with two pictures or endless fields (400), or over the route's limit (413).</exception>
    public static async Task<PictureResult<MultipartPicture>> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        MultipartReader reader = new(Boundary(request), request.Body);
        Dictionary<string, IReadOnlyList<string>> fields = new(StringComparer.Ordinal);
        byte[]? picture = null;
        try
        {
            for (int parts = 0; await reader.ReadNextSectionAsync(cancellationToken) is { } section; parts++)
            {
                if (parts == MaxParts)
                {
                    throw new BadHttpRequestException($"The form has more than {MaxParts} parts.");
                }

                string name = NameOf(section);
                if (name is not ("file" or "image"))
                {
                    byte[] value = await ReadPartAsync(section.Body, MaxFieldBytes, cancellationToken)
                        ?? throw new BadHttpRequestException($"The form field \"{name}\" is too long.");
                    fields[name] = [.. fields.GetValueOrDefault(name, []), Encoding.UTF8.GetString(value)];
                    continue;
                }

                if (picture is not null)
                {
                    throw new BadHttpRequestException("The form has more than one picture; send one as \"file\".");
                }

                picture = await ReadPartAsync(section.Body, (int)BodyLimit.PictureBytes, cancellationToken);
                if (picture is null)
                {
                    return new PictureFailure(PictureProblem.TooLarge, $"The picture has more than {BodyLimit.PictureBytes} bytes.");
                }
            }
        }
        catch (Exception malformed) when (malformed is InvalidDataException or (IOException and not BadHttpRequestException))
        {
            throw new BadHttpRequestException("The multipart form is malformed or ends too early.", malformed);
        }

        // Spelled out: a bare null would become an empty Memory, and a missing picture an empty one.
        return new MultipartPicture(picture is null ? (ReadOnlyMemory<byte>?)null : picture, fields);
    }

    private static string Boundary(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
            || !type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase))
        {
            throw new BadHttpRequestException("The body must be multipart/form-data.", StatusCodes.Status415UnsupportedMediaType);
        }

        string? boundary = HeaderUtilities.RemoveQuotes(type.Boundary).Value;
        return boundary is { Length: > 0 and <= 70 } ? boundary : throw new BadHttpRequestException("The multipart form names no boundary of 1 to 70 characters.");
    }

    private static string NameOf(MultipartSection section)
    {
        return ContentDispositionHeaderValue.TryParse(section.ContentDisposition, out ContentDispositionHeaderValue? disposition)
            ? HeaderUtilities.RemoveQuotes(disposition.Name).Value ?? string.Empty
            : string.Empty;
    }

    /// <summary>Null when there are more bytes than that.</summary>
    private static async Task<byte[]?> ReadPartAsync(Stream part, int limit, CancellationToken cancellationToken)
    {
        using MemoryStream content = new();
        byte[] buffer = new byte[16 * 1024];
        while (await part.ReadAsync(buffer, cancellationToken) is > 0 and int read)
        {
            if (content.Length + read > limit)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
