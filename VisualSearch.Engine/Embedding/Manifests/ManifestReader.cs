using System.Text.Json;
using System.Text.Json.Serialization;

namespace VisualSearch.Engine.Embedding.Manifests;

/// <summary>Reads a <c>manifest.json</c> and names every fault in it at once.</summary>
internal static class ManifestReader
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
    };

    /// <exception cref="ModelUnavailableException">The file cannot be read, is not JSON of this form, or says impossible things; the message has all of them.</exception>
    public static ModelManifest Read(string path)
    {
        string content;
        try
        {
            content = File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelUnavailableException($"The manifest {path} cannot be read: {e.Message}", e);
        }

        return Parse(content, path);
    }

    /// <param name="path">Only for messages, and for its folder's name, which must be the model's.</param>
    public static ModelManifest Parse(string content, string path)
    {
        ModelManifest? manifest;
        try
        {
            manifest = JsonSerializer.Deserialize<ModelManifest>(content, Json);
        }
        catch (JsonException e)
        {
            throw new ModelUnavailableException($"The manifest {path} is malformed: {e.Message}", e);
        }

        if (manifest is null)
        {
            throw new ModelUnavailableException($"The manifest {path} is empty");
        }

        List<string> faults = [.. ManifestFaults.Of(manifest)];
        string? folder = Path.GetFileName(Path.GetDirectoryName(path));
        if (!string.IsNullOrEmpty(folder) && folder != manifest.Name)
        {
            faults.Add($"name: '{manifest.Name}' must equal its folder's name, '{folder}'");
        }

        return faults.Count == 0
            ? manifest
            : throw new ModelUnavailableException($"The manifest {path} has {faults.Count} fault(s):{Environment.NewLine}  {string.Join(Environment.NewLine + "  ", faults)}");
    }
}
