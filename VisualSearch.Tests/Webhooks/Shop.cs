using System.Net;
using System.Text;
using System.Text.Json;
using VisualSearch.Engine.Intake;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Webhooks;

/// <summary>A server that takes events in, and the marketplace that sends them.</summary>
internal sealed class Shop(ApiHost api) : IAsyncDisposable
{
    public const string Address = "/api/v1/webhooks/bakai";
    public const string Secret = "the marketplace's secret";
    public const string NextSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    public ApiHost Api => api;

    public static async Task<Shop> StartAsync(string environment = "Production", params (string Key, string Value)[] settings) => new(await ApiHost.StartAsync(
        environment,
        settings: [("Webhooks:Secrets:0", Secret), ("Webhooks:Secrets:1", NextSecret), ("Security:ApiKeys:0:Name", "operator"), ("Security:ApiKeys:0:Key", "the operator's key"), ("Security:ApiKeys:0:Scopes:0", "admin"), .. settings]));

    /// <summary>An event of a product with further members of its data.</summary>
    public static string Event(string kind, string externalId, string more = "", string? id = null, string? at = null) =>
        $$"""{ {{(id is null ? "" : $"\"event_id\": \"{id}\", ")}}"event": "{{kind}}",{{(at is null ? "" : $" \"occurred_at\": \"{at}\",")}} "data": {"external_id": "{{externalId}}"{{(more.Length == 0 ? "" : ", " + more)}} } }""";

    /// <summary>Signed in the marketplace's form.</summary>
    public Task<HttpResponseMessage> SendAsync(string body, string secret = Secret) =>
        PostAsync(body, (EventSignatures.LegacyHeader, EventSignatures.LegacyValue(secret, Encoding.UTF8.GetBytes(body))));

    /// <summary>Signed as Standard Webhooks says.</summary>
    public Task<HttpResponseMessage> SendStandardAsync(string body, string id, string secret = Secret, TimeSpan? ago = null)
    {
        DateTimeOffset at = TimeProvider.System.GetUtcNow() - (ago ?? TimeSpan.Zero);
        return PostAsync(
            body,
            (EventSignatures.IdHeader, id),
            (EventSignatures.TimestampHeader, EventSignatures.Timestamp(at)),
            (EventSignatures.SignatureHeader, EventSignatures.StandardValue(secret, id, at, Encoding.UTF8.GetBytes(body))));
    }

    public Task<HttpResponseMessage> PostAsync(string body, params (string Name, string Value)[] headers) => PostAsync(Address, body, headers);

    public async Task<HttpResponseMessage> PostAsync(string path, string body, params (string Name, string Value)[] headers)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    /// <summary>What became of the event.</summary>
    public static async Task<(string Status, string EventId)> AnswerAsync(HttpResponseMessage response)
    {
        JsonElement answer = await ApiHost.JsonAsync(response, HttpStatusCode.Accepted);
        return (answer.GetProperty("status").GetString()!, answer.GetProperty("event_id").GetString()!);
    }

    /// <summary>The problem's code.</summary>
    public static async Task<string> RefusalAsync(HttpResponseMessage response, HttpStatusCode status) => (await ApiHost.JsonAsync(response, status)).GetProperty("code").GetString()!;

    /// <summary>The product as it is read; null when there is none.</summary>
    public async Task<JsonElement?> FindAsync(string externalId)
    {
        using HttpResponseMessage response = await api.GetAsync($"/api/v1/products/ext:{externalId}");
        return response.StatusCode == HttpStatusCode.NotFound ? null : await ApiHost.JsonAsync(response);
    }

    /// <summary>Asks as the operator.</summary>
    public async Task<JsonElement> AdminAsync(HttpMethod method, string path, string? body = null, HttpStatusCode status = HttpStatusCode.OK)
    {
        using HttpRequestMessage request = new(method, path);
        request.Headers.Add("X-Api-Key", "the operator's key");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return await ApiHost.JsonAsync(response, status);
    }

    public ValueTask DisposeAsync() => api.DisposeAsync();
}
