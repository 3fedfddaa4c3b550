using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.Options;

namespace VisualSearch.Api.Demo;

/// <summary>The demo shop's files.</summary>
internal sealed class DemoShop(IOptions<DemoOptions> options)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        RespectRequiredConstructorParameters = false,
        RespectNullableAnnotations = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    };

    /// <summary>Absolute.</summary>
    public string Folder { get; } = Path.GetFullPath(options.Value.Directory, AppContext.BaseDirectory);

    /// <exception cref="IOException">The shop is not there or cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is not a product; the message says which.</exception>
    public async Task<IReadOnlyList<DemoProduct>> ReadProductsAsync(CancellationToken cancellationToken)
    {
        string[] lines = await File.ReadAllLinesAsync(Path.Combine(Folder, "catalog.jsonl"), cancellationToken);
        List<DemoProduct> products = new(lines.Length);
        foreach ((int index, string line) in lines.Index())
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                products.Add(Read(line, index + 1));
            }
        }

        return products;
    }

    /// <exception cref="IOException">The file is not there or cannot be read.</exception>
    public Task<byte[]> ReadPictureAsync(string image, CancellationToken cancellationToken) =>
        File.ReadAllBytesAsync(Path.Combine(Folder, image), cancellationToken);

    private static DemoProduct Read(string line, int number)
    {
        try
        {
            DemoProduct? product = JsonSerializer.Deserialize<DemoProduct>(line, Format);
            return product is { ExternalId.Length: > 0, Title.Length: > 0 }
                ? product
                : throw new InvalidDataException($"Line {number} of the demo shop lacks external_id or title.");
        }
        catch (JsonException malformed)
        {
            throw new InvalidDataException($"Line {number} of the demo shop is not a product.", malformed);
        }
    }
}
