using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Tests.Http;

public sealed class ProblemsTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(PictureProblem.UnsupportedFormat, 415, "unsupported_picture")]
    [InlineData(PictureProblem.TooLarge, 413, "picture_too_large")]
    [InlineData(PictureProblem.TooManyPixels, 422, "too_many_pixels")]
    [InlineData(PictureProblem.Corrupt, 422, "corrupt_picture")]
    [InlineData(PictureProblem.ForbiddenAddress, 422, "forbidden_address")]
    [InlineData(PictureProblem.Unreachable, 422, "image_unreachable")]
    [InlineData(PictureProblem.NotConfigured, 422, "source_not_configured")]
    public async Task A_bad_picture_is_answered_as_the_table_of_limits_says(PictureProblem reason, int status, string code)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app => app.MapGet("/picture", () => Problems.OfPicture(new PictureFailure(reason, "Because."))));
        using HttpResponseMessage response = await api.Client.GetAsync("/picture", Cancelled);
        JsonElement problem = await ApiUnderTest.ProblemOfAsync(response, (HttpStatusCode)status, code);
        Assert.Equal("Because.", problem.GetProperty("detail").GetString());
    }

    [Fact]
    public void Every_picture_problem_has_an_answer() =>
        Assert.All(Enum.GetValues<PictureProblem>(), problem => Assert.InRange(Problems.CodeOf(problem).Status, 400, 499));

    [Fact]
    public void Codes_are_unique_and_each_is_of_a_status_that_is_an_error()
    {
        Assert.Equal(ProblemCodes.All.Count, ProblemCodes.All.Select(code => code.Code).Distinct().Count());
        Assert.All(ProblemCodes.All, code => Assert.InRange(code.Status, 400, 599));
        Assert.All(Enumerable.Range(400, 200), status => Assert.Contains(ProblemCodes.OfStatus(status), ProblemCodes.All));
    }

    [Fact]
    public async Task Invalid_lists_every_error_under_its_field()
    {
        FieldErrors errors = new FieldErrors().Add("limit", "Must be 1 to 100.").Check(false, "limit", "Must be whole.").Check(true, "offset", "Fine.").Add("price_min", "Must not be negative.");
        Assert.True(errors.Any);
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app => app.MapGet("/", () => Problems.Invalid(errors.ToDictionary())));
        JsonElement problem = await ApiUnderTest.ProblemOfAsync(await api.Client.GetAsync("/", Cancelled), HttpStatusCode.BadRequest, "invalid");
        JsonElement listed = problem.GetProperty("errors");
        Assert.Equal(["Must be 1 to 100.", "Must be whole."], listed.GetProperty("limit").EnumerateArray().Select(message => message.GetString()!));
        Assert.Equal("Must not be negative.", listed.GetProperty("price_min")[0].GetString());
        Assert.Equal(2, listed.EnumerateObject().Count());
    }

    [Fact]
    public async Task An_unknown_product_is_404_and_a_kilobyte_of_key_is_not_sent_back()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app => app.MapGet("/{key}", (string key) => Problems.ProductNotFound(key)));
        JsonElement problem = await ApiUnderTest.ProblemOfAsync(await api.Client.GetAsync("/" + new string('x', 1000), Cancelled), HttpStatusCode.NotFound, "product_not_found");
        Assert.InRange(problem.GetProperty("detail").GetString()!.Length, 100, 150);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404, "not_found")]
    [InlineData("DELETE", "/echo", 405, "method_not_allowed")]
    public async Task What_routing_refuses_is_a_problem_whatever_the_client_accepts(string method, string path, int status, string code)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes);
        using HttpRequestMessage request = new(new HttpMethod(method), path) { Headers = { { "Accept", "text/html" } } };
        await ApiUnderTest.ProblemOfAsync(await api.Client.SendAsync(request, Cancelled), (HttpStatusCode)status, code);
    }

    [Fact]
    public async Task A_body_of_another_type_is_415()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes);
        foreach (string path in new[] { "/echo", "/read" })
        {
            using StringContent text = new("title=x", Encoding.UTF8, "text/plain");
            await ApiUnderTest.ProblemOfAsync(await api.Client.PostAsync(path, text, Cancelled), HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        }
    }

    [Theory]
    [InlineData("""{"title": "x", "price": "much"}""", "price")]
    [InlineData("""{"title": "x", "nested": {"size": []}}""", "nested.size")]
    [InlineData("""{"price": 1}""", "title")]
    [InlineData("""{"title": "x", "nested": {}}""", "nested.size")]
    [InlineData("""{"title": "x", """, "")]
    [InlineData("""{"title": 1""", "title")]
    [InlineData("", "")]
    public async Task Malformed_json_is_400_and_names_the_member(string json, string field)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes);
        foreach (string path in new[] { "/echo", "/read" })
        {
            using StringContent body = new(json, Encoding.UTF8, "application/json");
            JsonElement problem = await ApiUnderTest.ProblemOfAsync(await api.Client.PostAsync(path, body, Cancelled), HttpStatusCode.BadRequest, "malformed_request");
            if (json.Length > 0)
            {
                Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
            }
        }
    }

    [Theory]
    [InlineData("/query?maxItems=abc&q=1", "max_items")]
    [InlineData("/query?maxItems=1", "q")]
    public async Task A_parameter_that_cannot_be_bound_is_400_and_named(string path, string field)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes);
        JsonElement problem = await ApiUnderTest.ProblemOfAsync(await api.Client.GetAsync(path, Cancelled), HttpStatusCode.BadRequest, "malformed_request");
        Assert.Equal([field], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Theory]
    [InlineData("catalogue", 503, "catalogue_unavailable")]
    [InlineData("vectors", 503, "vectors_unavailable")]
    [InlineData("queue", 429, "too_many_requests")]
    public async Task What_is_away_or_full_says_when_to_come_back(string what, int status, string code)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes);
        using HttpResponseMessage response = await api.Client.GetAsync("/throw/" + what, Cancelled);
        await ApiUnderTest.ProblemOfAsync(response, (HttpStatusCode)status, code);
        Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Theory]
    [InlineData("Production")]
    [InlineData("Development")]
    public async Task A_bug_is_500_and_tells_nothing_of_the_inside(string environment)
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes, environment: environment);
        using HttpResponseMessage response = await api.Client.GetAsync("/throw/bug", Cancelled);
        await ApiUnderTest.ProblemOfAsync(response, HttpStatusCode.InternalServerError, "internal");
        string body = await response.Content.ReadAsStringAsync(Cancelled);
        Assert.DoesNotContain("secret", body, StringComparison.Ordinal);
        Assert.DoesNotContain(" at ", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whatever_fails_after_the_client_went_away_is_no_error_of_ours()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes);
        DefaultHttpContext context = new() { RequestServices = api.Services, RequestAborted = new CancellationToken(canceled: true) };
        IExceptionHandler handler = api.Services.GetRequiredService<IExceptionHandler>();
        Assert.True(await handler.TryHandleAsync(context, new CatalogueUnavailableException("gave up"), Cancelled));
        Assert.Equal(499, context.Response.StatusCode);
        Assert.Null(context.Response.ContentType);
    }

    [Fact]
    public async Task A_body_of_null_is_400()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(Routes);
        foreach (string path in new[] { "/echo", "/read" })
        {
            using StringContent body = new("null", Encoding.UTF8, "application/json");
            await ApiUnderTest.ProblemOfAsync(await api.Client.PostAsync(path, body, Cancelled), HttpStatusCode.BadRequest, "malformed_request");
        }
    }

    private static void Routes(WebApplication app)
    {
        app.MapPost("/echo", (Sample sample) => sample);
        app.MapPost("/read", async (HttpRequest request, CancellationToken cancellationToken) => Results.Ok(await JsonBody.ReadAsync<Sample>(request, cancellationToken)));
        app.MapGet("/query", (int maxItems, string q) => maxItems + q);
        app.MapGet("/throw/{what}", IResult (string what) => throw (what switch
        {
            "catalogue" => new CatalogueUnavailableException("locked"),
            "vectors" => new VectorIndexUnavailableException("away"),
            "queue" => new EmbeddingQueueFullException("full"),
            _ => new InvalidOperationException("secret of the inside"),
        }));
    }

    internal sealed record Sample
    {
        public required string Title { get; init; }

        public decimal? Price { get; init; }

        public Part? Nested { get; init; }
    }

    internal sealed record Part
    {
        public required int Size { get; init; }
    }
}
