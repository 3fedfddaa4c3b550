namespace VisualSearch.AppHost;

/// <summary>The Api and the Indexer, as far as every way to run them has in common.</summary>
internal sealed record Programs(IResourceBuilder<ProjectResource> Api, IResourceBuilder<ProjectResource> Indexer)
{
    public const int ApiPort = 8000;
    public const int IndexerPort = 8001;

    public IEnumerable<IResourceBuilder<ProjectResource>> Both => [Api, Indexer];

    public static Programs Add(IDistributedApplicationBuilder builder, AppHostSettings settings, Stores stores, Steps steps)
    {
        IResourceBuilder<ProjectResource> api = Serving(builder.AddProject<Projects.VisualSearch_Api>("api", launchProfileName: null), ApiPort)
            .WithEndpoint("http", endpoint => endpoint.IsExternal = true)
            .WithReplicas(settings.Apis);
        IResourceBuilder<ProjectResource> indexer = Serving(builder.AddProject<Projects.VisualSearch_Indexer>("indexer", launchProfileName: null), IndexerPort)
            .WithReplicas(settings.Indexers);
        Programs programs = new(api, indexer);
        foreach (IResourceBuilder<ProjectResource> program in programs.Both)
        {
            stores.ConnectToAll(program);
            steps.Precede(program);
            Configure(program, settings);
        }

        Admit(api);
        if (settings.KeepsPicturesInBucket)
        {
            OpenBucket(programs);
        }

        // What is written out for Compose works without a GPU too; its second file has this, with the image that can do it.
        if (settings.Gpu && !(builder.ExecutionContext.IsPublishMode && settings.Target is PublishTarget.Compose))
        {
            indexer.WithEnvironment("Embedding__Device", "cuda");
        }

        return programs;
    }

    /// <summary>A plain HTTP port with probes. Who is behind a proxy says so in <c>Proxies:Known</c>; a header of just anybody is not believed.</summary>
    private static IResourceBuilder<ProjectResource> Serving(IResourceBuilder<ProjectResource> program, int port) => program
        .WithHttpEndpoint(port: port, targetPort: program.ApplicationBuilder.ExecutionContext.IsPublishMode ? port : null, name: "http")
        .WithHttpProbe(ProbeType.Readiness, "/health", timeoutSeconds: 3, endpointName: "http")
        .WithHttpProbe(ProbeType.Liveness, "/alive", timeoutSeconds: 3, endpointName: "http")
        .DisableForwardedHeaders();

    private static void Configure(IResourceBuilder<ProjectResource> program, AppHostSettings settings)
    {
        bool publishes = program.ApplicationBuilder.ExecutionContext.IsPublishMode;
        program.WithEnvironment("Catalogue__MigrateAtStart", "false");
        if (!settings.KeepsPicturesInBucket)
        {
            program.WithEnvironment("Images__SharedFolder", "true");
        }

        if (publishes)
        {
            program.WithEnvironment("Data__Directory", Volumes.PicturesPath);
            if (settings.DownloadsModel)
            {
                program.WithEnvironment("Models__Directory", Volumes.ModelsPath);
            }
        }
        else
        {
            // One folder for the processes of this machine; and no log files, which replicas would share: the dashboard has the logs.
            program
                .WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development")
                .WithEnvironment("Data__Directory", Path.Combine(program.ApplicationBuilder.AppHostDirectory, "data"))
                .WithEnvironment("Logging__Files__Directory", string.Empty);
        }

        foreach ((string key, string value) in settings.Programs)
        {
            program.WithEnvironment(key.Replace(":", "__", StringComparison.Ordinal), settings.Target is PublishTarget.Compose && publishes ? ComposeTarget.Literal(value) : value);
        }
    }

    /// <summary>Who may write, and what events are signed with. On this machine, in Development, writing is open; events need their secret everywhere.</summary>
    private static void Admit(IResourceBuilder<ProjectResource> api)
    {
        IDistributedApplicationBuilder builder = api.ApplicationBuilder;
        api.WithEnvironment("Webhooks__Secrets__0", Stores.Generated(builder, "webhook-secret"));
        if (builder.ExecutionContext.IsPublishMode)
        {
            api.WithEnvironment("Security__ApiKeys__0__Name", "operator")
                .WithEnvironment("Security__ApiKeys__0__Key", Stores.Generated(builder, "api-key"))
                .WithEnvironment("Security__ApiKeys__0__Scopes__0", "admin");
        }
    }

    private static void OpenBucket(Programs programs)
    {
        IDistributedApplicationBuilder builder = programs.Api.ApplicationBuilder;
        IResourceBuilder<ParameterResource> access = OrBlank(builder, "s3-access-key");
        IResourceBuilder<ParameterResource> secret = OrBlank(builder, "s3-secret-key");
        foreach (IResourceBuilder<ProjectResource> program in programs.Both)
        {
            program.WithEnvironment("S3__AccessKey", access).WithEnvironment("S3__SecretKey", secret);
        }
    }

    /// <summary>Not asked for when it is not given: without keys the role counts that the machine has.</summary>
    private static IResourceBuilder<ParameterResource> OrBlank(IDistributedApplicationBuilder builder, string name) => builder.AddParameter(
        name,
        builder.Configuration[$"Parameters:{name}"] ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"] ?? string.Empty,
        secret: true);
}
