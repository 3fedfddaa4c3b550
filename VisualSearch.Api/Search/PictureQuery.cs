using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Images;

namespace VisualSearch.Api.Search;

/// <summary>The picture of a search by image, in whichever of its forms it came. It is held in memory only and never stored.</summary>
internal sealed class PictureQuery(PictureSource source)
{
    /// <summary>Reads the request's body; options that came with it are added to <paramref name="values"/>.</summary>
    /// <returns>The bytes, or the problem to answer with.</returns>
    public async Task<(ReadOnlyMemory<byte> Picture, ProblemHttpResult? Problem)> ReadAsync(HttpRequest request, OptionValues values, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType)
        {
            return await ReadFormAsync(request, values, errors, cancellationToken);
        }

        if (request.HasJsonContentType())
        {
            using JsonDocument body = await JsonBody.ReadDocumentAsync(request, cancellationToken);
            return await OfJsonAsync(body.RootElement, values, errors, cancellationToken);
        }

        string type = request.ContentType ?? string.Empty;
        if (type.StartsWith("image/", StringComparison.OrdinalIgnoreCase) || type.StartsWith("application/octet-stream", StringComparison.OrdinalIgnoreCase))
        {
            return await ReadRawAsync(request, cancellationToken);
        }

        return (default, Problems.Of(ProblemCodes.UnsupportedMediaType, "Send multipart/form-data with the field file, a raw picture with an image content type, or application/json with image_url or image_base64."));
    }

    /// <summary>The picture that a JSON object names (<c>image_url</c>) or carries (<c>image_base64</c>).</summary>
    public async Task<(ReadOnlyMemory<byte> Picture, ProblemHttpResult? Problem)> OfJsonAsync(JsonElement body, OptionValues values, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            errors.Add(string.Empty, "Must be a JSON object.");
            return default;
        }

        bool hasBytes = body.TryGetProperty("image_base64", out JsonElement base64) && base64.ValueKind != JsonValueKind.Null;
        // The picture itself is no option, and copying it as text would double it.
        values.With(body.EnumerateObject().Where(member => member.Name != "image_base64"), errors);
        string? address = values.One("image_url", errors);
        if (hasBytes == (address is not null))
        {
            errors.Add(hasBytes ? "image_url" : "image_base64", "Exactly one of image_url and image_base64 is needed.");
            return default;
        }

        if (address is not null)
        {
            return await FetchAsync(address, errors, cancellationToken);
        }

        if (base64.ValueKind != JsonValueKind.String || !(base64.TryGetBytesFromBase64(out byte[]? picture) || TryReadDataAddress(base64, out picture)))
        {
            errors.Add("image_base64", "Must be the picture's bytes in base64, alone or as a data: address.");
            return default;
        }

        return Checked(picture);
    }

    /// <summary>Browsers give a picture as <c>data:image/jpeg;base64,…</c>. What the address says of the type is not believed, as everywhere.</summary>
    private static bool TryReadDataAddress(JsonElement element, [NotNullWhen(true)] out byte[]? picture)
    {
        const string Encoded = ";base64,";
        picture = null;
        string text = element.GetString()!;
        int end = text.IndexOf(Encoded, StringComparison.OrdinalIgnoreCase);
        if (end < 0 || !text.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> base64 = text.AsSpan(end + Encoded.Length);
        byte[] bytes = new byte[base64.Length / 4 * 3 + 3];
        if (!Convert.TryFromBase64Chars(base64, bytes, out int length))
        {
            return false;
        }

        picture = bytes[..length];
        return true;
    }

    private async Task<(ReadOnlyMemory<byte> Picture, ProblemHttpResult? Problem)> ReadFormAsync(HttpRequest request, OptionValues values, FieldErrors errors, CancellationToken cancellationToken)
    {
        PictureResult<MultipartPicture> form = await MultipartPicture.ReadAsync(request, cancellationToken);
        if (!form.Succeeded)
        {
            return (default, Problems.OfPicture(form.Failure));
        }

        values.With(form.Value.Fields);
        if (form.Value.Content is ReadOnlyMemory<byte> picture)
        {
            return (picture, null);
        }

        if (values.One("image_url", errors) is string address)
        {
            return await FetchAsync(address, errors, cancellationToken);
        }

        errors.Add("file", "A picture is needed, in the field file or image.");
        return default;
    }

    private static async Task<(ReadOnlyMemory<byte> Picture, ProblemHttpResult? Problem)> ReadRawAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        using MemoryStream bytes = new((int)Math.Min(request.ContentLength ?? 64 * 1024, BodyLimit.PictureBytes + BodyLimit.Frame));
        await request.Body.CopyToAsync(bytes, cancellationToken);
        return Checked(bytes.GetBuffer().AsMemory(0, (int)bytes.Length));
    }

    private async Task<(ReadOnlyMemory<byte> Picture, ProblemHttpResult? Problem)> FetchAsync(string address, FieldErrors errors, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(address, UriKind.Absolute, out Uri? whole) || (whole.IsFile && !address.TrimStart().StartsWith("file:", StringComparison.OrdinalIgnoreCase)))
        {
            // A path counts as a file's address to the platform; to a client it is a slip.
            errors.Add("image_url", "Must be an absolute http or https address.");
            return default;
        }

        if (!ImageReference.TryParse(address, out ImageReference? reference) || reference is not ImageReference.Web)
        {
            return (default, Problems.OfPicture(new PictureFailure(PictureProblem.ForbiddenAddress, "image_url must be an http or https address of a public host, without a user name or password in it.")));
        }

        PictureResult<FetchedPicture> fetched = await source.FetchAsync(reference, null, cancellationToken);
        return fetched.Succeeded ? (fetched.Value.Content, null) : (default, Problems.OfPicture(fetched.Failure));
    }

    private static (ReadOnlyMemory<byte> Picture, ProblemHttpResult? Problem) Checked(ReadOnlyMemory<byte> picture)
        => picture.Length <= BodyLimit.PictureBytes ? (picture, null) : (default, Problems.Of(ProblemCodes.PictureTooLarge, $"The picture has more than {BodyLimit.PictureBytes} bytes."));
}
