using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using VisualSearch.Api.Http;
using VisualSearch.Api.Web;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Tests.Web;

/// <summary>The texts of both pages in their three languages.</summary>
public sealed partial class PageTextsTests
{
    private static readonly PageFiles Files = PageFiles.ReadEmbedded();

    /// <summary>Where the texts of each page are: of the one for shoppers, and of the one for operators.</summary>
    private static readonly string[] Folders = ["locales", "admin/locales"];

    /// <summary>What the page for operators takes from the other one, with the texts it names.</summary>
    private static readonly string[] Shared = ["js/choices.js", "js/dom.js", "js/texts.js"];

    public static TheoryData<string> Places => [.. Folders];

    public static TheoryData<string, string> Translations => new(Folders.SelectMany(folder => new[] { (folder, "ru"), (folder, "ky") }));

    /// <summary>Plural categories by CLDR, of the locale that counts: Kyrgyz falls back to Russian only in browsers that have none, and <c>other</c> serves it in both.</summary>
    private static readonly (string Language, string[] Names)[] Forms = [("en", ["one", "other"]), ("ru", ["one", "few", "many", "other"]), ("ky", ["other"])];

    public static TheoryData<string, string, string[]> PluralForms => new(Folders.SelectMany(folder => Forms.Select(form => (folder, form.Language, form.Names))));

    [Theory]
    [MemberData(nameof(Translations))]
    public void Every_language_has_the_same_texts_with_the_same_parameters(string folder, string language)
    {
        Dictionary<string, JsonElement> english = Read(folder, "en");
        Dictionary<string, JsonElement> other = Read(folder, language);
        Assert.Equal(english.Keys.Order(StringComparer.Ordinal), other.Keys.Order(StringComparer.Ordinal));
        Assert.All(english, text => Assert.Equal((text.Key, Parameters(text.Value)), (text.Key, Parameters(other[text.Key]))));
    }

    [Theory]
    [MemberData(nameof(PluralForms))]
    public void A_text_with_plural_forms_has_all_of_its_language(string folder, string language, string[] forms) =>
        Assert.All(
            Read(folder, language).Where(text => text.Value.ValueKind == JsonValueKind.Object),
            text => Assert.Equal((text.Key, string.Join(' ', forms.Order(StringComparer.Ordinal))), (text.Key, string.Join(' ', text.Value.EnumerateObject().Select(form => form.Name).Order(StringComparer.Ordinal)))));

    [Theory]
    [MemberData(nameof(Translations))]
    public void A_text_is_translated(string folder, string language)
    {
        Dictionary<string, JsonElement> english = Read(folder, "en");
        Assert.All(Read(folder, language), text => Assert.True(text.Value.GetRawText() != english[text.Key].GetRawText(), text.Key));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_text_that_is_used_is_there_and_every_one_that_is_there_is_used(string folder)
    {
        bool operators = folder.StartsWith("admin/", StringComparison.Ordinal);
        string source = string.Join('\n', Files.All
            .Where(file => !file.Path.Contains("locales/", StringComparison.Ordinal) && !file.Path.StartsWith("vendor/", StringComparison.Ordinal))
            .Where(file => file.Path.StartsWith("admin/", StringComparison.Ordinal) == operators || (operators && Shared.Contains(file.Path)))
            .Select(file => Encoding.UTF8.GetString(file.Content)));
        HashSet<string> keys = [.. Read(folder, "en").Keys];
        string[] named = [.. NamedText().Matches(source).Select(match => match.Groups[1].Value).Where(name => keys.Any(key => key.StartsWith(name.Split('.')[0] + ".", StringComparison.Ordinal)))];
        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(name, keys));
        string[] begun = [.. BegunText().Matches(source).Select(match => match.Groups[1].Value)];
        Assert.All(keys, key => Assert.True(named.Contains(key) || begun.Any(beginning => key.StartsWith(beginning, StringComparison.Ordinal)), key));
    }

    [Theory]
    [MemberData(nameof(Places))]
    public void A_text_for_a_problem_is_for_a_code_that_exists(string folder)
    {
        HashSet<string> codes = [.. ProblemCodes.All.Select(code => code.Code)];
        Assert.All(Read(folder, "en").Keys.Where(key => key.StartsWith("problem.", StringComparison.Ordinal)), key => Assert.Contains(key["problem.".Length..], codes));
    }

    [Fact]
    public void Every_reason_for_which_a_picture_fails_has_a_text() =>
        Assert.Equal(
            PictureFaults.Words.Order(StringComparer.Ordinal),
            Read("admin/locales", "en").Keys.Where(key => key.StartsWith("fault.", StringComparison.Ordinal)).Select(key => key["fault.".Length..]).Order(StringComparer.Ordinal));

    private static Dictionary<string, JsonElement> Read(string folder, string language) =>
        JsonDocument.Parse(Files.Find($"{folder}/{language}.json")!.Content).RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value);

    private static string Parameters(JsonElement text) =>
        string.Join(' ', Parameter().Matches(text.GetRawText()).Select(match => match.Groups[1].Value).Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Parameter();

    /// <summary>A key as it stands in the source: <c>t('bar.go')</c>, or in the attribute that the page is filled by.</summary>
    [GeneratedRegex(@"['""]([a-z]+\.\w+)['""]")]
    private static partial Regex NamedText();

    /// <summary>The beginning of a key that is put together, such as <c>`sort.${…}`</c>.</summary>
    [GeneratedRegex(@"`([a-z]+\.)\$\{")]
    private static partial Regex BegunText();
}
