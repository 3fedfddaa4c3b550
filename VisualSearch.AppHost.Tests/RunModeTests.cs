namespace VisualSearch.AppHost.Tests;

public sealed class RunModeTests
{
    private static readonly string[] Passwords = ["--Parameters:postgres-password=one", "--Parameters:redis-password=two", "--Parameters:qdrant-key=three", "--Parameters:webhook-secret=four"];

    [Fact]
    public async Task The_graph_has_three_stores_two_steps_and_two_programs()
    {
        await using Model model = await Model.OfRunAsync(Passwords);

        Assert.Superset(new HashSet<string> { "postgres", "catalog", "redis", "qdrant", "migrate", "models", "api", "indexer" }, model.Names.ToHashSet());
        Assert.DoesNotContain("compose", model.Names);
        Assert.DoesNotContain("permissions", model.Names);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("indexer")]
    public async Task A_program_waits_for_the_stores_and_for_the_end_of_the_steps(string program)
    {
        await using Model model = await Model.OfRunAsync(Passwords);

        IReadOnlySet<(string, WaitType)> waits = model.WaitsOf(program);

        Assert.Superset(
            new HashSet<(string, WaitType)>
            {
                ("catalog", WaitType.WaitUntilHealthy),
                ("redis", WaitType.WaitUntilHealthy),
                ("qdrant", WaitType.WaitUntilHealthy),
                ("migrate", WaitType.WaitForCompletion),
                ("models", WaitType.WaitForCompletion),
            },
            waits.ToHashSet());
        Assert.Contains(("catalog", WaitType.WaitUntilHealthy), model.WaitsOf("migrate"));
    }

    [Theory]
    [InlineData("postgres", "visualsearch-postgres")]
    [InlineData("redis", "visualsearch-redis")]
    [InlineData("qdrant", "visualsearch-qdrant")]
    public async Task A_store_keeps_its_data_on_a_volume_and_outlives_the_run(string store, string volume)
    {
        await using Model model = await Model.OfRunAsync(Passwords);

        ContainerResource container = model.Container(store);

        Assert.Contains(container.Annotations.OfType<ContainerMountAnnotation>(), mount => mount.Source == volume && mount.Type == ContainerMountType.Volume);
        Assert.Contains(container.Annotations.OfType<ContainerLifetimeAnnotation>(), lifetime => lifetime.Lifetime == ContainerLifetime.Persistent);
    }

    [Fact]
    public async Task The_programs_get_connection_strings_by_the_names_that_they_read_and_one_folder()
    {
        await using Model model = await Model.OfRunAsync(Passwords);

        Dictionary<string, string> api = await model.RunEnvironmentAsync("api");
        Dictionary<string, string> indexer = await model.RunEnvironmentAsync("indexer");

        Assert.StartsWith("Host=localhost;Port=", api["ConnectionStrings__catalog"], StringComparison.Ordinal);
        Assert.EndsWith(";Username=postgres;Password=one;Database=catalog", api["ConnectionStrings__catalog"], StringComparison.Ordinal);
        Assert.Contains("password=two", api["ConnectionStrings__redis"], StringComparison.Ordinal);
        Assert.Matches("^Endpoint=http://localhost:[0-9]+;Key=three$", api["ConnectionStrings__qdrant_http"]);
        Assert.Equal("four", api["Webhooks__Secrets__0"]);
        Assert.Equal("Development", api["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("false", api["Catalogue__MigrateAtStart"]);
        Assert.True(Path.IsPathRooted(api["Data__Directory"]));
        Assert.Equal(api["Data__Directory"], indexer["Data__Directory"]);
        Assert.Equal("true", indexer["Images__SharedFolder"]);
        Assert.DoesNotContain("Webhooks__Secrets__0", indexer.Keys);
        Assert.DoesNotContain("Security__ApiKeys__0__Key", api.Keys);
    }

    [Fact]
    public async Task There_are_as_many_processes_as_asked_for_behind_ports_8000_and_8001()
    {
        await using Model model = await Model.OfRunAsync([.. Passwords, "--VisualSearch:Apis=3", "--VisualSearch:Indexers=2"]);

        Assert.Equal(3, model.Project("api").GetReplicaCount());
        Assert.Equal(2, model.Project("indexer").GetReplicaCount());
        Assert.Equal((8000, "http"), Endpoint(model, "api"));
        Assert.Equal((8001, "http"), Endpoint(model, "indexer"));
    }

    [Fact]
    public async Task The_model_that_comes_with_the_programs_is_not_downloaded()
    {
        await using Model model = await Model.OfRunAsync([.. Passwords, "--VisualSearch:Model=efficientnet-lite1-240"]);

        Assert.DoesNotContain("models", model.Names);
        Assert.DoesNotContain(model.WaitsOf("api"), wait => wait.Resource == "models");
    }

    [Fact]
    public async Task Settings_of_the_programs_are_handed_on()
    {
        await using Model model = await Model.OfRunAsync([.. Passwords, "--VisualSearch:Programs:Images:AllowedNetworks:0=10.1.0.0/16", "--VisualSearch:Programs:Embedding:Threads=2"]);

        Dictionary<string, string> indexer = await model.RunEnvironmentAsync("indexer");

        Assert.Equal("10.1.0.0/16", indexer["Images__AllowedNetworks__0"]);
        Assert.Equal("2", indexer["Embedding__Threads"]);
    }

    [Fact]
    public async Task A_GPU_is_for_the_Indexer_alone()
    {
        await using Model model = await Model.OfRunAsync([.. Passwords, "--VisualSearch:Gpu=true"]);

        Assert.Equal("cuda", (await model.RunEnvironmentAsync("indexer"))["Embedding__Device"]);
        Assert.DoesNotContain("Embedding__Device", (await model.RunEnvironmentAsync("api")).Keys);
    }

    [Theory]
    [InlineData("--VisualSearch:Target=swarm", "swarm")]
    [InlineData("--VisualSearch:Existing=mongo", "mongo")]
    [InlineData("--VisualSearch:Apis=0", "Apis")]
    public async Task A_setting_that_cannot_be_is_refused_by_name(string setting, string named)
    {
        Exception refusal = await Assert.ThrowsAnyAsync<Exception>(() => Model.OfRunAsync([.. Passwords, setting]));

        Assert.Contains(named, refusal.GetBaseException().Message, StringComparison.Ordinal);
    }

    private static (int? Port, string Scheme) Endpoint(Model model, string project)
    {
        EndpointAnnotation endpoint = Assert.Single(model.Project(project).Annotations.OfType<EndpointAnnotation>());
        return (endpoint.Port, endpoint.UriScheme);
    }
}
