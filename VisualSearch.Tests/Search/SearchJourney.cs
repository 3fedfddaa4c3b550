using System.Net;
using System.Text.Json;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Search;

/// <summary>What the tests of searching ask again and again.</summary>
internal static class SearchJourney
{
    public const string ByImage = "/api/v1/search/by-image";
    public const string ByText = "/api/v1/search/by-text";

    public static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>External ids of the results, in their order.</summary>
    public static IReadOnlyList<string?> Found(JsonElement answer) => [.. answer.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("external_id").GetString())];

    public static JsonElement First(JsonElement answer) => answer.GetProperty("results")[0];

    public static string? ExternalId(JsonElement result) => result.GetProperty("external_id").GetString();

    /// <summary>A search that must be answered.</summary>
    public static async Task<JsonElement> AnsweredAsync(Task<HttpResponseMessage> asked)
    {
        using HttpResponseMessage response = await asked;
        return await ApiHost.JsonAsync(response);
    }

    /// <summary>A search that must be refused with this code.</summary>
    public static async Task<JsonElement> RefusedAsync(Task<HttpResponseMessage> asked, int status, string code)
    {
        using HttpResponseMessage response = await asked;
        return await Http.ApiUnderTest.ProblemOfAsync(response, (HttpStatusCode)status, code);
    }

    /// <summary>A search that must be refused because of exactly these fields.</summary>
    public static async Task InvalidAsync(Task<HttpResponseMessage> asked, params string[] fields)
    {
        JsonElement problem = await RefusedAsync(asked, 400, "invalid");
        Assert.Equal(fields.Order(StringComparer.Ordinal), problem.GetProperty("errors").EnumerateObject().Select(field => field.Name).Order(StringComparer.Ordinal));
        Assert.All(problem.GetProperty("errors").EnumerateObject(), field => Assert.NotEmpty(field.Value.EnumerateArray()));
    }
}
