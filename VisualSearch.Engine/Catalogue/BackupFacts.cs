using System.Text.Json;

namespace VisualSearch.Engine.Catalogue;

/// <summary>What a backup says about itself, in its last entry: a file that was cut off lacks it.</summary>
/// <param name="Format">Of the backup's layout; 1.</param>
/// <param name="CatalogueSha256">Of the entry <c>catalogue.db</c>.</param>
/// <param name="Pictures">Entries below <c>pictures/</c>, each named by the SHA-256 of its content.</param>
public sealed record BackupFacts(int Format, DateTimeOffset CreatedAt, string CatalogueSha256, long CatalogueBytes, long Products, long Pictures, long PictureBytes)
{
    internal const int PresentFormat = 1;
    internal const string Entry = "backup.json";
    internal const string CatalogueEntry = "catalogue.db";
    internal const string PicturesPrefix = DataOptions.Pictures + "/";

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true };

    internal byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <summary>Null when it is not such a description.</summary>
    internal static BackupFacts? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<BackupFacts>(json, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
