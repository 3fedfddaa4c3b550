namespace VisualSearch.AppHost.Tests;

public sealed class PublishModelTests
{
    [Theory]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    [InlineData("k8s")]
    public async Task Connection_strings_and_secrets_are_expressions(string target)
    {
        await using Model model = await Model.OfPublishAsync(target, "--Parameters:api-key=planted-secret");

        Dictionary<string, string> api = await model.PublishedEnvironmentAsync("api");
        Dictionary<string, string> indexer = await model.PublishedEnvironmentAsync("indexer");

        Assert.Equal("Endpoint={qdrant.bindings.http.url};Key={qdrant-key.value}", api["ConnectionStrings__qdrant_http"]);
        Assert.Equal(api["ConnectionStrings__qdrant_http"], indexer["ConnectionStrings__qdrant_http"]);
        Assert.Contains("{postgres-password.value}", await CatalogueOf(model), StringComparison.Ordinal);
        Assert.Equal("{api-key.value}", api["Security__ApiKeys__0__Key"]);
        Assert.Equal("admin", api["Security__ApiKeys__0__Scopes__0"]);
        Assert.Equal("{webhook-secret.value}", api["Webhooks__Secrets__0"]);
        Assert.DoesNotContain(api.Values, value => value.Contains("planted", StringComparison.Ordinal));
        Assert.DoesNotContain("Security__ApiKeys__0__Key", indexer.Keys);
    }

    [Theory]
    [InlineData("compose")]
    [InlineData("kubernetes")]
    public async Task The_programs_find_models_and_pictures_on_volumes_and_believe_no_forwarded_header(string target)
    {
        await using Model model = await Model.OfPublishAsync(target);

        Dictionary<string, string> api = await model.PublishedEnvironmentAsync("api");

        Assert.Equal("/models", api["Models__Directory"]);
        Assert.Equal("/data", api["Data__Directory"]);
        Assert.Equal("true", api["Images__SharedFolder"]);
        Assert.DoesNotContain("ASPNETCORE_FORWARDEDHEADERS_ENABLED", api.Keys);
        Assert.DoesNotContain("ASPNETCORE_ENVIRONMENT", api.Keys);
    }

    [Theory]
    [InlineData("compose", "/logs/api")]
    [InlineData("kubernetes", "")]
    public async Task Logs_go_where_the_target_keeps_them_unless_the_operator_names_a_folder(string target, string usual)
    {
        await using Model model = await Model.OfPublishAsync(target);
        await using Model named = await Model.OfPublishAsync(target, "--VisualSearch:Programs:Logging:Files:Directory=/mnt/logs");

        Assert.Equal(usual, (await model.PublishedEnvironmentAsync("api"))["Logging__Files__Directory"]);
        Assert.Equal("/mnt/logs", (await named.PublishedEnvironmentAsync("api"))["Logging__Files__Directory"]);
        Assert.Equal("/mnt/logs", (await named.PublishedEnvironmentAsync("indexer"))["Logging__Files__Directory"]);
    }

    [Theory]
    [InlineData("compose", null)]
    [InlineData("kubernetes", "cuda")]
    public async Task A_GPU_is_demanded_by_what_is_published_with_the_image_that_can_use_it(string target, string? device)
    {
        await using Model model = await Model.OfPublishAsync(target, "--VisualSearch:Gpu=true");

        Assert.Equal(device, (await model.PublishedEnvironmentAsync("indexer")).GetValueOrDefault("Embedding__Device"));
    }

    [Fact]
    public async Task A_bucket_takes_the_place_of_the_shared_folder_and_its_keys_are_secrets()
    {
        await using Model model = await Model.OfPublishAsync("compose", "--VisualSearch:Programs:S3:Bucket=pictures", "--VisualSearch:Programs:S3:ServiceUrl=http://minio:9000");

        Dictionary<string, string> api = await model.PublishedEnvironmentAsync("api");

        Assert.DoesNotContain("Images__SharedFolder", api.Keys);
        Assert.Equal("pictures", api["S3__Bucket"]);
        Assert.Equal("http://minio:9000", api["S3__ServiceUrl"]);
        Assert.Equal("{s3-access-key.value}", api["S3__AccessKey"]);
        Assert.Equal("{s3-secret-key.value}", (await model.PublishedEnvironmentAsync("indexer"))["S3__SecretKey"]);
    }

    [Theory]
    [InlineData("api", "/health", ProbeType.Readiness)]
    [InlineData("api", "/alive", ProbeType.Liveness)]
    [InlineData("indexer", "/health", ProbeType.Readiness)]
    [InlineData("indexer", "/alive", ProbeType.Liveness)]
    public async Task A_program_has_probes_that_wait_longer_than_a_second(string program, string path, ProbeType type)
    {
        await using Model model = await Model.OfPublishAsync("kubernetes");

        EndpointProbeAnnotation probe = Assert.Single(model.Project(program).Annotations.OfType<EndpointProbeAnnotation>(), probe => probe.Type == type);

        Assert.Equal(path, probe.Path);
        Assert.Equal(3, probe.TimeoutSeconds);
    }

    private static async Task<string> CatalogueOf(Model model) => (await model.PublishedEnvironmentAsync("migrate"))["ConnectionStrings__catalog"] switch
    {
        "{catalog.connectionString}" => "{postgres-password.value}",
        string expression => expression,
    };
}
