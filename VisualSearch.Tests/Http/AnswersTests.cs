using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using CsCheck;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.Time.Testing;
using VisualSearch.Api.Http;

namespace VisualSearch.Tests.Http;

public sealed class AnswersTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private enum IndexState
    {
        PartlyDone,
    }

    [Fact]
    public async Task Json_is_snake_case_with_nulls_written_cyrillic_as_itself_and_times_in_utc()
    {
        var answer = new { QueryTimeMs = 43, Title = "Красная кружка <b> 'ё' & 茶", Brand = (string?)null, State = IndexState.PartlyDone, CreatedAt = new DateTimeOffset(2026, 11, 22, 16, 0, 0, TimeSpan.FromHours(6)) };
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app => app.MapGet("/", () => answer));
        using HttpResponseMessage response = await api.Client.GetAsync("/", Cancelled);
        Assert.Equal(
            """{"query_time_ms":43,"title":"Красная кружка <b> 'ё' & 茶","brand":null,"state":"partly_done","created_at":"2026-11-22T10:00:00Z"}""",
            Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Cancelled)));
        Assert.Equal("utf-8", response.Content.Headers.ContentType!.CharSet);
    }

    [Theory]
    [InlineData("\"2026-11-22T10:00:00Z\"", "2026-11-22T10:00:00.0000000+00:00")]
    [InlineData("\"2026-11-22T16:00:00+06:00\"", "2026-11-22T10:00:00.0000000+00:00")]
    [InlineData("\"2026-11-22T10:00:00\"", "2026-11-22T10:00:00.0000000+00:00")]
    public void A_time_is_read_whatever_its_offset(string json, string expected) =>
        Assert.Equal(expected, JsonSerializer.Deserialize<DateTimeOffset>(json, ApiJson.Options).ToString("O"));

    [Theory]
    [InlineData("5")]
    [InlineData("\"yesterday\"")]
    public void What_is_no_time_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<DateTimeOffset>(json, ApiJson.Options));

    [Fact]
    public void Times_survive_writing_and_reading() => Gen.DateTimeOffset.Sample(time =>
        JsonSerializer.Deserialize<DateTimeOffset>(JsonSerializer.Serialize(time, ApiJson.Options), ApiJson.Options).UtcTicks == time.UtcTicks);

    [Theory]
    [InlineData("PriceMin", "price_min")]
    [InlineData("Images[2].Url", "images[2].url")]
    [InlineData("price_min", "price_min")]
    [InlineData("", "")]
    public void Field_names_are_those_the_client_wrote(string path, string expected) => Assert.Equal(expected, ApiJson.FieldName(path));

    [Fact]
    public async Task The_platforms_validation_problem_gets_the_form_of_ours()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app => app.MapGet("/", async (IProblemDetailsService problems, HttpContext context) =>
        {
            context.Response.StatusCode = 400;
            await problems.TryWriteAsync(new ProblemDetailsContext
            {
                HttpContext = context,
                ProblemDetails = new HttpValidationProblemDetails(new Dictionary<string, string[]> { ["PriceMin"] = ["Too low."], ["Images[0].Url"] = ["No address."] }),
            });
        }));
        JsonElement problem = await ApiUnderTest.ProblemOfAsync(await api.Client.GetAsync("/", Cancelled), HttpStatusCode.BadRequest, "invalid");
        Assert.Equal(["price_min", "images[0].url"], problem.GetProperty("errors").EnumerateObject().Select(error => error.Name));
    }

    [Fact]
    public async Task A_bare_problem_is_completed_and_a_retry_time_of_the_handlers_own_stays()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app =>
        {
            app.MapGet("/bare", () => TypedResults.Problem(new ProblemDetails { Status = 409 }));
            app.MapGet("/own", (HttpContext context) =>
            {
                context.Response.Headers.RetryAfter = "77";
                return Problems.Of(ProblemCodes.Unavailable);
            });
        });
        await ApiUnderTest.ProblemOfAsync(await api.Client.GetAsync("/bare", Cancelled), HttpStatusCode.Conflict, "conflict");
        using HttpResponseMessage own = await api.Client.GetAsync("/own", Cancelled);
        await ApiUnderTest.ProblemOfAsync(own, HttpStatusCode.ServiceUnavailable, "unavailable");
        Assert.Equal(77, own.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
    }

    [Fact]
    public async Task Every_answer_says_what_a_browser_must_not_do_with_it_and_a_handlers_own_rule_stays()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app =>
        {
            app.MapGet("/", () => "x");
            app.MapGet("/page", (HttpContext context) => context.Response.Headers.ContentSecurityPolicy = "default-src 'self'");
        });
        foreach (string path in new[] { "/", "/nowhere" })
        {
            using HttpResponseMessage response = await api.Client.GetAsync(path, Cancelled);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", response.Headers.GetValues("Content-Security-Policy").Single());
        }

        Assert.Equal("default-src 'self'", (await api.Client.GetAsync("/page", Cancelled)).Headers.GetValues("Content-Security-Policy").Single());
    }

    [Fact]
    public async Task Server_timing_names_the_parts_and_the_total_in_milliseconds()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app => app.MapApi().MapGet("/search", (ServerTiming timing) =>
        {
            timing.Add(ServerTiming.Decode, TimeSpan.FromMilliseconds(1.25));
            timing.Add(ServerTiming.Embed, TimeSpan.FromMilliseconds(30));
            timing.Add(ServerTiming.Decode, TimeSpan.FromMilliseconds(2));
            timing.Add(ServerTiming.Vectors, TimeSpan.Zero);
            return "x";
        }));
        string header = (await api.Client.GetAsync("/api/v1/search", Cancelled)).Headers.GetValues("Server-Timing").Single();
        Assert.Matches(new Regex(@"^decode;dur=3\.25, embed;dur=30\.0, vectors;dur=0\.0, total;dur=\d+\.\d+$"), header);
    }

    [Fact]
    public void Server_timing_measures_with_the_injected_clock()
    {
        FakeTimeProvider time = new();
        ServerTiming timing = new(time);
        timing.Add("hydrate", TimeSpan.FromMilliseconds(7));
        time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Equal("hydrate;dur=7.0, total;dur=10.0", timing.HeaderValue());
        Assert.Equal(10, timing.Elapsed.TotalMilliseconds);
    }

    [Fact]
    public async Task Every_problem_answer_is_counted_by_whose_doing_it_is()
    {
        await using ApiUnderTest api = await ApiUnderTest.StartAsync(app =>
        {
            app.MapGet("/answer/{status:int}", (int status) => TypedResults.Problem(new ProblemDetails { Status = status }));
            app.MapGet("/bug", IResult () => throw new InvalidOperationException());
            app.MapGet("/fine", () => "x");
            app.MapGet("/plain", () => Results.Text("no problem document", statusCode: 418));
        });
        using MetricCollector<long> errors = new(api.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), "VisualSearch.Api", "visual_search.errors");
        foreach (string path in new[] { "/fine", "/plain", "/nowhere", "/answer/422", "/answer/501", "/answer/503", "/answer/504", "/bug" })
        {
            await api.Client.GetAsync(path, Cancelled);
        }

        Assert.Equal(
            ["client", "client", "client", "dependency", "dependency", "internal"],
            errors.GetMeasurementSnapshot().Select(measurement => (string)measurement.Tags["kind"]!));
    }
}
