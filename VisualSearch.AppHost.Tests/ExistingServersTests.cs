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
    public async Task What_is_published_demands_their_addresses_and_has_none_that_the_publisher_knew(string target)
    {
        await using Model model = await Model.OfPublishAsync(target, [.. Addresses, "--VisualSearch:Existing=all"]);
        Publication published = await Publication.OfAsync(
            target,
            "--VisualSearch:Existing=all",
            "--ConnectionStrings:catalog=Host=planted-db;Username=shop;Password=planted-1;Database=shop",
            "--ConnectionStrings:redis=planted-cache:6379,password=planted-2",
            "--ConnectionStrings:qdrant_http=Endpoint=http://planted-vectors:6333;Key=planted-3",
            "--VisualSearch:Programs:S3:Bucket=pictures",
            "--Parameters:s3-access-key=planted-4",
            "--Parameters:s3-secret-key=planted-5",
            "--Parameters:api-key=planted-6",
            "--Parameters:webhook-secret=planted-7");

        Assert.Equal("{catalog.connectionString}", (await model.PublishedEnvironmentAsync("api"))["ConnectionStrings__catalog"]);
        Assert.Contains(published.Files.Values, text => text.Contains("pictures", StringComparison.Ordinal));
        Assert.Empty(published.Files.Where(file => file.Value.Contains("planted", StringComparison.Ordinal)).Select(file => file.Key));
    }
}
