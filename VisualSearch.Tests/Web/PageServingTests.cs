using System.IO.Compression;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using VisualSearch.Api.Web;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Web;

public sealed partial class PageServingTests(QuietApi quiet) : IClassFixture<QuietApi>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Development")]
    [InlineData("Production")]
    public async Task The_root_answers_the_page_whatever_the_environment_and_the_content_root(string environment)
    {
        await using ApiHost api = await ApiHost.StartAsync(environment);
        using HttpResponseMessage response = await api.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.StartsWith("<!doctype html>", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin")]
    public async Task A_page_may_ask_nothing_of_another_host_and_run_nothing_inline(string path)
    {
        ApiHost api = quiet.Api;
        using HttpResponseMessage response = await api.GetAsync(path);
        Dictionary<string, string[]> policy = response.Headers.GetValues("Content-Security-Policy").Single()
            .Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(directive => directive.Split(' '))
            .ToDictionary(words => words[0], words => words[1..]);
        Assert.Equal(["'none'"], policy["default-src"]);
        Assert.Equal(["'self'"], policy["script-src"]);
        Assert.Equal(["'self'"], policy["style-src"]);
        Assert.Equal(["'self'"], policy["connect-src"]);
        Assert.Equal(["'none'"], policy["base-uri"]);
        Assert.Equal(["'none'"], policy["frame-ancestors"]);
        Assert.Equal(["'script'"], policy["require-trusted-types-for"]);
        Assert.Equal(["'none'"], policy["trusted-types"]);
        Assert.All(policy.Values.SelectMany(sources => sources), source => Assert.True(source.StartsWith('\'') || source is "blob:" or "data:", source));
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        Assert.Contains("camera=()", response.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
        string page = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.DoesNotMatch(InlineCode(), page);
    }

    [Theory]
    [InlineData("/", "/js/main.js")]
    [InlineData("/admin", "/admin/js/main.js")]
    public async Task Everything_that_a_page_names_is_answered_from_a_relative_address(string path, string first)
    {
        ApiHost api = quiet.Api;
        string page = await api.Client.GetStringAsync(path, Cancelled);
        string[] named = [.. Reference().Matches(page).Select(match => match.Groups[1].Value)];
        Assert.Contains(named, address => address.EndsWith(first, StringComparison.Ordinal));
        foreach (string address in named)
        {
            // Behind a proxy's prefix an absolute path would lead past it.
            Assert.False(address.StartsWith('/') || address.Contains(':', StringComparison.Ordinal), address);
            using HttpResponseMessage part = await api.GetAsync("/" + address);
            Assert.True(part.StatusCode is HttpStatusCode.OK or HttpStatusCode.Moved, $"{address}: {part.StatusCode}");
        }
    }

    [Fact]
    public async Task The_document_is_asked_for_again_each_time_and_its_parts_never()
    {
        ApiHost api = quiet.Api;
        using HttpResponseMessage document = await api.GetAsync("/");
        Assert.True(document.Headers.CacheControl!.NoCache);
        string version = Version().Match(await document.Content.ReadAsStringAsync(Cancelled)).Groups[1].Value;
        using HttpResponseMessage part = await api.GetAsync($"/page/{version}/js/main.js");
        Assert.Equal(TimeSpan.FromDays(365), part.Headers.CacheControl!.MaxAge);
        Assert.Contains("immutable", part.Headers.CacheControl.ToString(), StringComparison.Ordinal);
        Assert.Equal("text/javascript", part.Content.Headers.ContentType!.MediaType);
        using HttpResponseMessage other = await api.GetAsync("/page/0123456789ab/js/main.js");
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.True(other.Headers.CacheControl!.NoCache);
    }

    [Fact]
    public async Task The_page_for_operators_has_one_address_so_that_what_is_relative_in_it_leads_somewhere()
    {
        using HttpResponseMessage response = await quiet.Api.GetAsync("/admin/");
        Assert.Equal(HttpStatusCode.MovedPermanently, response.StatusCode);
        Assert.Equal("../admin", response.Headers.Location!.ToString());
    }

    [Fact]
    public async Task The_licence_of_what_others_wrote_is_served_beside_it()
    {
        using HttpResponseMessage response = await quiet.Api.GetAsync("/page/-/vendor/uplot/LICENSE");
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        Assert.Contains("The MIT License", await response.Content.ReadAsStringAsync(Cancelled), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/", null)]
    [InlineData("/admin", "br")]
    [InlineData("/", "gzip")]
    [InlineData("/page/-/css/look.css", "br")]
    [InlineData("/page/-/locales/ky.json", "gzip")]
    public async Task What_the_client_has_is_not_sent_again(string path, string? encoding)
    {
        ApiHost api = quiet.Api;
        using HttpResponseMessage first = await SendAsync(api, HttpMethod.Get, path, encoding);
        string tag = first.Headers.ETag!.ToString();
        Assert.False(first.Headers.ETag.IsWeak);
        using HttpResponseMessage again = await SendAsync(api, HttpMethod.Get, path, encoding, tag);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(tag, again.Headers.ETag!.ToString());
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Cancelled));
        using HttpResponseMessage changed = await SendAsync(api, HttpMethod.Get, path, encoding, "\"something-else\"");
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
    }

    [Theory]
    [InlineData("br, gzip", "br")]
    [InlineData("gzip, deflate", "gzip")]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("identity", null)]
    public async Task A_part_travels_in_the_smallest_form_that_the_client_reads(string accepted, string? expected)
    {
        ApiHost api = quiet.Api;
        byte[] plain = await api.Client.GetByteArrayAsync("/page/-/js/results.js", Cancelled);
        using HttpResponseMessage response = await SendAsync(api, HttpMethod.Get, "/page/-/js/results.js", accepted);
        byte[] sent = await response.Content.ReadAsByteArrayAsync(Cancelled);
        Assert.Equal(expected, response.Content.Headers.ContentEncoding.SingleOrDefault());
        Assert.Contains("Accept-Encoding", response.Headers.Vary);
        Assert.Equal(plain, Unpack(sent, expected));
        Assert.True(expected is null || sent.Length < plain.Length / 2, $"{sent.Length} of {plain.Length} bytes");
    }

    [Fact]
    public async Task The_forms_of_a_part_have_tags_of_their_own()
    {
        ApiHost api = quiet.Api;
        string?[] encodings = [null, "gzip", "br"];
        HashSet<string> tags = [];
        foreach (string? encoding in encodings)
        {
            using HttpResponseMessage response = await SendAsync(api, HttpMethod.Get, "/page/-/js/results.js", encoding);
            tags.Add(response.Headers.ETag!.Tag);
        }

        Assert.Equal(encodings.Length, tags.Count);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/page/-/js/main.js")]
    public async Task Head_tells_what_get_would_send_without_sending_it(string path)
    {
        ApiHost api = quiet.Api;
        using HttpResponseMessage got = await SendAsync(api, HttpMethod.Get, path, "gzip");
        using HttpResponseMessage head = await SendAsync(api, HttpMethod.Head, path, "gzip");
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        Assert.Equal(got.Headers.ETag, head.Headers.ETag);
        Assert.Equal(got.Content.Headers.ContentType, head.Content.Headers.ContentType);
        Assert.Equal(got.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Cancelled));
    }

    [Theory]
    [InlineData("/page/-/js/none.js")]
    [InlineData("/page/-/index.html")]
    [InlineData("/page/-/admin/index.html")]
    [InlineData("/page/-/../Program.cs")]
    [InlineData("/page/-/%2e%2e/PageFile.cs")]
    public async Task There_is_nothing_else_to_be_had(string path)
    {
        ApiHost api = quiet.Api;
        using HttpResponseMessage response = await api.GetAsync(path);
        JsonElement problem = await ApiHost.JsonAsync(response, HttpStatusCode.NotFound);
        Assert.Equal("not_found", problem.GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/admin")]
    public async Task A_page_is_open_where_reading_needs_a_key(string path)
    {
        await using ApiHost api = await ApiHost.StartAsync("Production", settings: [("Security:RequireKeyForReads", "true"), ("Security:ApiKeys:0:Name", "shop"), ("Security:ApiKeys:0:Key", "0123456789abcdef0123456789abcdef"), ("Security:ApiKeys:0:Scopes:0", "read")]);
        using HttpResponseMessage response = await api.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task In_development_a_changed_source_file_shows_after_a_reload()
    {
        using TemporaryFolder folder = new();
        string page = Path.Combine(folder.Path, "Web", "page");
        Directory.CreateDirectory(page);
        await File.WriteAllTextAsync(Path.Combine(page, PageFiles.DocumentPath), "first, page/-/a.css", Cancelled);
        await using ApiHost api = await ApiHost.StartAsync(folder: folder.Path);
        string first = await api.Client.GetStringAsync("/", Cancelled);
        Assert.StartsWith("first, page/", first, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(page, "a.css"), "a{}", Cancelled);
        string second = await api.Client.GetStringAsync("/", Cancelled);
        Assert.NotEqual(first, second);
        Assert.Equal("a{}", await api.Client.GetStringAsync("/" + second.Split(' ')[1], Cancelled));
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiHost api, HttpMethod method, string path, string? acceptEncoding, string? ifNoneMatch = null)
    {
        using HttpRequestMessage request = new(method, path);
        if (acceptEncoding is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        }

        if (ifNoneMatch is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch);
        }

        return await api.Client.SendAsync(request, Cancelled);
    }

    private static byte[] Unpack(byte[] content, string? encoding)
    {
        using MemoryStream packed = new(content);
        using Stream plain = encoding switch
        {
            "br" => new BrotliStream(packed, CompressionMode.Decompress),
            "gzip" => new GZipStream(packed, CompressionMode.Decompress),
            _ => packed,
        };
        using MemoryStream all = new();
        plain.CopyTo(all);
        return all.ToArray();
    }

    [GeneratedRegex("(?:src|href)=\"([^\"#]+)\"")]
    private static partial Regex Reference();

    [GeneratedRegex("page/([0-9a-f]{12})/js/main.js")]
    private static partial Regex Version();

    [GeneratedRegex("<script(?![^>]* src=)|<style|\\sstyle=|\\son\\w+=|javascript:", RegexOptions.IgnoreCase)]
    private static partial Regex InlineCode();
}
