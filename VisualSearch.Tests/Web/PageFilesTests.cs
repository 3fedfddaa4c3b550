using System.Security.Cryptography;
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
    /// <summary>What may travel until the page for shoppers is there and can be used: a little more than does.</summary>
    private const int FirstPaintBytes = 56 * 1024;

    private const int MostLines = 300;

    private static readonly PageFiles Files = PageFiles.ReadEmbedded();

    /// <summary>What others wrote lies here, unmodified; our laws of style are not theirs.</summary>
    private const string Vendored = "vendor/";

    private const string ChartLibrary = "vendor/uplot/uPlot.esm.js";

    private static IEnumerable<PageFile> Ours => Files.All.Where(file => !file.Path.StartsWith(Vendored, StringComparison.Ordinal));

    private static IEnumerable<PageFile> Scripts => Ours.Where(file => file.Path.EndsWith(".js", StringComparison.Ordinal));

    /// <summary>Each document with the module that it begins with.</summary>
    public static TheoryData<string, string> Documents => new()
    {
        { PageFiles.DocumentPath, "js/main.js" },
        { PageFiles.OperatorsPath, "admin/js/main.js" },
    };

    [Fact]
    public void The_program_carries_the_files_of_the_source()
    {
        PageFiles source = PageFiles.ReadFolder(Repository.PathOf("VisualSearch.Api", "Web", "page"));
        Assert.Equal(source.All.Select(file => file.Path).Order(StringComparer.Ordinal), Files.All.Select(file => file.Path).Order(StringComparer.Ordinal));
        Assert.Equal(source.Version, Files.Version);
    }

    [Fact]
    public void The_first_paint_costs_shoppers_less_than_56_KB()
    {
        IEnumerable<string> loaded = Reference().Matches(Text(Files.Document)).Select(match => match.Groups[1].Value);
        int locale = Files.All.Where(file => file.Path.StartsWith("locales/", StringComparison.Ordinal)).Max(Sent);
        int all = Sent(Files.Document) + locale + loaded.Distinct().Sum(path => Sent(Files.Find(path)!));
        Assert.InRange(all, 10_000, FirstPaintBytes);
    }

    [Fact]
    public void Shoppers_load_nothing_that_is_for_operators()
    {
        HashSet<string> reached = Reached("js/main.js", AnyImport());
        reached.UnionWith(Reference().Matches(Text(Files.Document)).Select(match => match.Groups[1].Value));
        Assert.Contains("js/results.js", reached);
        Assert.All(reached, path => Assert.False(path.StartsWith("admin/", StringComparison.Ordinal) || path.StartsWith(Vendored, StringComparison.Ordinal), path));
    }

    [Fact]
    public void Operators_load_the_library_of_charts_only_when_one_is_drawn()
    {
        Assert.Contains(ChartLibrary, Reached("admin/js/main.js", AnyImport()));
        Assert.DoesNotContain(ChartLibrary, Reached("admin/js/main.js", StaticImport()));
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_document_preloads_exactly_the_modules_that_its_first_one_needs(string document, string first)
    {
        string[] preloaded = [.. Preload().Matches(Text(Files.FindDocument(document)!)).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)];
        Assert.Equal(Reached(first, StaticImport()).Where(module => module != first).Order(StringComparer.Ordinal), preloaded);
    }

    [Fact]
    public void Every_module_that_is_imported_is_there_and_every_one_that_is_there_is_imported()
    {
        HashSet<string> imported = [.. Documents.Select(row => row.Data.Item2), "js/boot.js"];
        imported.UnionWith(Scripts.SelectMany(script => Imports(script.Path, AnyImport())));
        Assert.Equal(Scripts.Select(script => script.Path).Append(ChartLibrary).Order(StringComparer.Ordinal), imported.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_others_wrote_is_as_they_published_it_and_comes_with_its_licence()
    {
        IGrouping<string, PageFile>[] libraries = [.. Files.All.Where(file => file.Path.StartsWith(Vendored, StringComparison.Ordinal)).GroupBy(file => file.Path.Split('/')[1])];
        Assert.NotEmpty(libraries);
        Assert.All(libraries, library =>
        {
            Dictionary<string, PageFile> files = library.ToDictionary(file => Path.GetFileName(file.Path));
            Assert.True(files.Remove("LICENSE", out PageFile? licence) && Text(licence).Contains("Copyright", StringComparison.Ordinal), library.Key);
            Assert.True(files.Remove("README.md", out PageFile? about), library.Key);
            Dictionary<string, string> sums = Sum().Matches(Text(about!)).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
            Assert.Equal(sums.Keys.Order(StringComparer.Ordinal), files.Keys.Order(StringComparer.Ordinal));
            Assert.All(files, file => Assert.Equal(sums[file.Key], Convert.ToHexStringLower(SHA256.HashData(file.Value.Content))));
        });
    }

    [Fact]
    public void No_module_is_long() =>
        Assert.All(Scripts, script => Assert.True(Text(script).Split('\n').Length <= MostLines, script.Path));

    [Fact]
    public void Nothing_makes_markup_or_code_out_of_text() =>
        Assert.All(Scripts, script => Assert.DoesNotMatch(MadeFromText(), Text(script)));

    [Fact]
    public void Nothing_names_another_host() =>
        Assert.All(Ours, file => Assert.All(
            Host().Matches(Text(file)),
            match => Assert.Equal("http://www.w3.org/2000/svg", match.Value)));

    [Fact]
    public async Task Every_route_that_the_page_asks_is_a_route_of_the_api()
    {
        JsonElement paths = JsonDocument.Parse(await quiet.Api.Client.GetStringAsync("/openapi/v1.json", TestContext.Current.CancellationToken)).RootElement.GetProperty("paths");
        HashSet<string> known = [.. paths.EnumerateObject().Select(path => PathParameter().Replace(path.Name, "{}"))];
        string asking = Text(Files.Find("js/api.js")!) + Text(Files.Find("admin/js/api.js")!);
        string[] asked = [.. AskedRoute().Matches(asking).Select(match => "/api/v1/" + TemplateParameter().Replace(match.Groups[1].Value, "{}"))];
        Assert.Contains("/api/v1/search/by-image", asked);
        Assert.Contains("/api/v1/admin/generations/{}/switch", asked);
        Assert.All(asked, route => Assert.Contains(route, known));
    }

    /// <summary>A module and all that it leads to.</summary>
    private static HashSet<string> Reached(string first, Regex pattern)
    {
        HashSet<string> reached = [];
        Visit(first);
        return reached;

        void Visit(string module)
        {
            if (reached.Add(module) && !module.StartsWith(Vendored, StringComparison.Ordinal))
            {
                foreach (string next in Imports(module, pattern))
                {
                    Visit(next);
                }
            }
        }
    }

    /// <summary>What a module imports, as paths from the page's folder.</summary>
    private static IEnumerable<string> Imports(string module, Regex pattern)
    {
        PageFile file = Files.Find(module) ?? throw new InvalidOperationException($"There is no module {module}.");
        Uri place = new("file:///" + module);
        return pattern.Matches(Text(file)).Select(match => new Uri(place, match.Groups[1].Value).AbsolutePath[1..]);
    }

    private static string Text(PageFile file) => Encoding.UTF8.GetString(file.Content);

    private static int Sent(PageFile file) => file.FormFor([new StringWithQualityHeaderValue("gzip")]).Content.Length;

    [GeneratedRegex("(?:src|href)=\"page/[0-9a-f]{12}/([^\"]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("rel=\"modulepreload\" href=\"page/[0-9a-f]{12}/([^\"]+)\"")]
    private static partial Regex Preload();

    [GeneratedRegex(@"^import [^;]*? from '(\.[\w./]+)';", RegexOptions.Multiline)]
    private static partial Regex StaticImport();

    [GeneratedRegex(@"(?:from |import\()'(\.[\w./]+)'")]
    private static partial Regex AnyImport();

    /// <summary>A row of a README: a file, its place in the package, its sum.</summary>
    [GeneratedRegex(@"^\| `([^`]+)` \| `[^`]+` \| `([0-9a-f]{64})` \|", RegexOptions.Multiline)]
    private static partial Regex Sum();

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
