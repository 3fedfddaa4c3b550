namespace VisualSearch.AppHost.Tests;

public sealed class ExistingServersTests
{
    private static readonly string[] Addresses =
    [
        "--ConnectionStrings:catalog=Host=db;Username=shop;Password=secret;Database=shop",
        "--ConnectionStrings:redis=cache:6379,password=secret",
        "--ConnectionStrings:qdrant_http=Endpoint=http://vectors:6333;Key=secret",
        "--Parameters:webhook-secret=four",
    ];

    [Fact]
    public async Task With_servers_of_ones_own_there_is_no_container_and_their_addresses_reach_the_programs()
    {
        await using Model model = await Model.OfRunAsync([.. Addresses, "--VisualSearch:Existing=all"]);

        Dictionary<string, string> api = await model.RunEnvironmentAsync("api");
        Dictionary<string, string> migrate = await model.RunEnvironmentAsync("migrate");

        Assert.DoesNotContain("postgres", model.Names);
        Assert.Equal("Host=db;Username=shop;Password=secret;Database=shop", api["ConnectionStrings__catalog"]);
        Assert.Equal("cache:6379,password=secret", api["ConnectionStrings__redis"]);
        Assert.Equal("Endpoint=http://vectors:6333;Key=secret", api["ConnectionStrings__qdrant_http"]);
        Assert.Equal(api["ConnectionStrings__catalog"], migrate["ConnectionStrings__catalog"]);
        Assert.Equal([("migrate", WaitType.WaitForCompletion), ("models", WaitType.WaitForCompletion)], model.WaitsOf("api").Order());
    }

    [Fact]
    public async Task One_store_may_be_ones_own_while_the_others_are_containers()
    {
        await using Model model = await Model.OfRunAsync([.. Addresses, "--VisualSearch:Existing=catalog", "--Parameters:redis-password=two", "--Parameters:qdrant-key=three"]);

        Dictionary<string, string> api = await model.RunEnvironmentAsync("api");

        Assert.DoesNotContain("postgres", model.Names);
        Assert.Contains("redis", model.Names);
        Assert.Equal("Host=db;Username=shop;Password=secret;Database=shop", api["ConnectionStrings__catalog"]);
        Assert.Contains("password=two", api["ConnectionStrings__redis"], StringComparison.Ordinal);
        Assert.EndsWith(";Key=three", api["ConnectionStrings__qdrant_http"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    public async Task Published_their_addresses_are_secrets_to_be_given(string target)
    {
        await using Model model = await Model.OfPublishAsync(target, [.. Addresses, "--VisualSearch:Existing=all"]);

        Dictionary<string, string> api = await model.PublishedEnvironmentAsync("api");

        Assert.Equal("{catalog.connectionString}", api["ConnectionStrings__catalog"]);
        Assert.DoesNotContain(api.Values, value => value.Contains("secret", StringComparison.Ordinal) && !value.StartsWith('{'));
    }
}
