using System.Text.Json;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Monitoring;

/// <summary>What the whole program says of itself.</summary>
public sealed class RunningApiTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private ApiHost Api => shop.Api;

    [Fact]
    public async Task Detailed_health_has_the_index_and_each_of_its_dependencies()
    {
        JsonElement health = await AnsweredAsync(Api.GetAsync("/api/v1/health/detailed"));

        Assert.Equal(["catalogue", "disk", "indexing", "queue", "self", "vectors", "webhooks"], health.GetProperty("dependencies").EnumerateArray().Select(dependency => dependency.GetProperty("name").GetString()));
        Assert.Equal("efficientnet-lite1-240", health.GetProperty("model").GetString());
        Assert.Equal(453, health.GetProperty("vectors").GetInt64());
        Assert.Equal(["length", "pending", "lag_seconds", "oldest_pending_seconds"], health.GetProperty("queue").EnumerateObject().Select(member => member.Name));
        Assert.Equal(0, health.GetProperty("queue").GetProperty("pending").GetInt64());
        Assert.Equal(JsonValueKind.Null, health.GetProperty("queue").GetProperty("oldest_pending_seconds").ValueKind);
    }
}
