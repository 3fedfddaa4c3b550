using System.Text.Json;
using System.Text.RegularExpressions;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Guides;

/// <summary>docs/MODELS.md against the manifests: which models there are, their variants, and where the files of the default one come from.</summary>
public sealed class ModelsPageTests
{
    private static readonly GuidePage Page = GuidePage.Read("docs/MODELS.md");

    public static TheoryData<string> Models() => [.. Directory.GetDirectories(Repository.PathOf("models")).Select(folder => Path.GetFileName(folder))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Every_model_has_a_row_and_every_variant_is_named(string model)
    {
        using JsonDocument manifest = Manifest(model);

        Assert.Contains($"\n| `{model}` |", Page.Text, StringComparison.Ordinal);
        Assert.All(manifest.RootElement.GetProperty("variants").EnumerateObject(), variant => Assert.Contains($"`{variant.Name}`", Page.Text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Files_to_be_fetched_by_hand_are_those_of_the_default_variant(string model)
    {
        using JsonDocument manifest = Manifest(model);
        string[] wanted = [.. Wanted(manifest.RootElement).Order(StringComparer.Ordinal)];
        Match table = Regex.Match(Page.Text, $@"^`{Regex.Escape(model)}`[^\n]*:\n\n\| file to make[^\n]*\n\|[-|]+\n(?<rows>(?:\|[^\n]*\n)+)", RegexOptions.Multiline);

        List<string> shown = [];
        string[] before = ["", "", "", ""];
        foreach (string row in table.Groups["rows"].Value.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] cells = [.. row.Trim('|').Split('|').Select((cell, at) => cell.Trim() == "the same" ? before[at] : cell.Trim().Trim('`'))];
            shown.Add(string.Join(' ', cells));
            before = cells;
        }

        Assert.Equal(wanted, shown.Order(StringComparer.Ordinal));
    }

    /// <summary>As a row of the page: name, repository, revision, path. Nothing for a model whose files are here.</summary>
    private static IEnumerable<string> Wanted(JsonElement manifest)
    {
        string[] unused = [.. manifest.GetProperty("variants").EnumerateObject().SelectMany(Towers)];
        string[] used = [.. Towers(manifest.GetProperty("variants").EnumerateObject().Single(variant => variant.Name == manifest.GetProperty("default_variant").GetString()))];
        return manifest.GetProperty("files").EnumerateObject()
            .Where(file => (used.Contains(file.Name) || !unused.Contains(file.Name)) && file.Value.TryGetProperty("source", out JsonElement source) && source.ValueKind == JsonValueKind.Object)
            .Select(file => $"{file.Name} {string.Join(' ', ((string[])["repo", "revision", "path"]).Select(part => file.Value.GetProperty("source").GetProperty(part).GetString()))}");
    }

    private static IEnumerable<string> Towers(JsonProperty variant) => variant.Value.EnumerateObject()
        .Where(tower => tower.Value.ValueKind == JsonValueKind.Object && tower.Value.TryGetProperty("file", out _))
        .Select(tower => tower.Value.GetProperty("file").GetString()!);

    private static JsonDocument Manifest(string model) => JsonDocument.Parse(File.ReadAllText(Repository.PathOf("models", model, "manifest.json")));
}
