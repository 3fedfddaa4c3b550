using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using VisualSearch.Api.Web;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Web;

/// <summary>What the page is made of, read as text: what a browser would only show on the way that somebody walks.</summary>
public sealed partial class PageFilesTests(QuietApi quiet) : IClassFixture<QuietApi>
{
    /// <summary>What may travel until the page is there and can be used.</summary>
    private const int FirstPaintBytes = 100 * 1024;

    private const int MostLines = 300;

    private static readonly PageFiles Files = PageFiles.ReadEmbedded();

    private static IEnumerable<PageFile> Scripts => Files.All.Where(file => file.Path.EndsWith(".js", StringComparison.Ordinal));

    [Fact]
    public void The_program_carries_the_files_of_the_source()
    {
        PageFiles source = PageFiles.ReadFolder(Repository.PathOf("VisualSearch.Api", "Web", "page"));
        Assert.Equal(source.All.Select(file => file.Path).Order(StringComparer.Ordinal), Files.All.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Equal(source.Version, Files.Version);
    }

    [Fact]
    public void The_first_paint_costs_less_than_100_KB()
    {
        IEnumerable<string> loaded = Reference().Matches(Text(Files.Document)).Select(match => match.Groups[1].Value);
        int locale = Files.All.Where(file => file.Path.StartsWith("locales/", StringComparison.Ordinal)).Max(Sent);
        int all = Sent(Files.Document) + locale + loaded.Distinct().Sum(path => Sent(Files.Find(path)!));
        Assert.InRange(all, 10_000, FirstPaintBytes);
    }

    [Fact]
    public void The_document_preloads_exactly_the_modules_that_the_first_one_needs()
    {
        HashSet<string> needed = [];
        Visit("main.js");
        string[] preloaded = [.. Preload().Matches(Text(Files.Document)).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.Equal(needed.Where(module => module != "main.js").Order(StringComparer.Ordinal), preloaded);

        void Visit(string module)
        {
            if (needed.Add(module))
            {
                foreach (string next in Imports(module, StaticImport()))
                {
                    Visit(next);
                }
            }
        }
    }

    [Fact]
    public void Every_module_that_is_imported_is_there_and_every_one_that_is_there_is_imported()
    {
        HashSet<string> imported = ["main.js", "boot.js"];
        foreach (PageFile script in Scripts)
        {
            imported.UnionWith(Imports(Path.GetFileName(script.Path), AnyImport()));
        }

        Assert.Equal(Scripts.Select(script => Path.GetFileName(script.Path)).Order(StringComparer.Ordinal), imported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void No_module_is_long() =>
        Assert.All(Scripts, script => Assert.True(Text(script).Split('\n').Length <= MostLines, script.Path));

    [Fact]
    public void Nothing_makes_markup_or_code_out_of_text() =>
        Assert.All(Scripts, script => Assert.DoesNotMatch(MadeFromText(), Text(script)));

    [Fact]
    public void Nothing_names_another_host() =>
        Assert.All(Files.All, file => Assert.All(
            Host().Matches(Text(file)),
            match => Assert.Equal("http://www.w3.org/2000/svg", match.Value)));

    [Fact]
    public async Task Every_route_that_the_page_asks_is_a_route_of_the_api()
    {
        JsonElement paths = JsonDocument.Parse(await quiet.Api.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement.GetProperty("paths");
        HashSet<string> known = [.. paths.EnumerateObject().Select(path => PathParameter().Replace(path.Name, "{}"))];
        string[] asked = [.. AskedRoute().Matches(Text(Files.Find("js/api.js")!)).Select(match => "/api/v1/" + TemplateParameter().Replace(match.Groups[1].Value, "{}"))];
        Assert.Contains("/api/v1/search/by-image", asked);
        Assert.All(asked, route => Assert.Contains(route, known));
    }

    private static IEnumerable<string> Imports(string module, Regex pattern)
    {
        PageFile file = Files.Find("js/" + module) ?? throw new InvalidOperationException($"There is no module {module}.");
        return pattern.Matches(Text(file)).Select(match => match.Groups[1].Value);
    }

    private static string Text(PageFile file) => Encoding.UTF8.GetString(file.Content);

    private static int Sent(PageFile file) => file.FormFor([new StringWithQualityHeaderValue("gzip")]).Content.Length;

    [GeneratedRegex("(?:src|href)=\"page/[0-9a-f]{12}/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("rel=\"modulepreload\" href=\"page/[0-9a-f]{12}/js/([^\"]+)\"")]
    private static partial Regex Preload();

    [GeneratedRegex(@"^import [^;]*? from '\./([\w.]+)';", RegexOptions.Multiline)]
    private static partial Regex StaticImport();

    [GeneratedRegex(@"(?:from |import\()'\./([\w.]+)'")]
    private static partial Regex AnyImport();

    [GeneratedRegex(@"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|\beval\(|new Function|setAttribute\('style'|createContextualFragment")]
    private static partial Regex MadeFromText();

    [GeneratedRegex("(?:https?:)?//[a-z0-9-]+\\.[a-z0-9.-]+[^\"'` )]*", RegexOptions.IgnoreCase)]
    private static partial Regex Host();

    [GeneratedRegex(@"(?:\bask\(|address\()['`]([^'`]+)['`]")]
    private static partial Regex AskedRoute();

    [GeneratedRegex(@"\$\{[^}]*\}")]
    private static partial Regex TemplateParameter();

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex PathParameter();
}
