namespace VisualSearch.AppHost;

/// <summary>What is done to the end before a program starts: the schema, and the model's files.</summary>
internal sealed class Steps
{
    private Steps(IResourceBuilder<ProjectResource> migrate, IResourceBuilder<ProjectResource>? models)
    {
        Migrate = migrate;
        Models = models;
    }

    public IResourceBuilder<ProjectResource> Migrate { get; }

    /// <summary>Null: the model comes with the programs.</summary>
    public IResourceBuilder<ProjectResource>? Models { get; }

    public IEnumerable<IResourceBuilder<ProjectResource>> All => Models is null ? [Migrate] : [Migrate, Models];

    public static Steps Add(IDistributedApplicationBuilder builder, AppHostSettings settings, Stores stores)
    {
        IResourceBuilder<ProjectResource> migrate = builder.AddProject<Projects.VisualSearch_Cli>("migrate", launchProfileName: null).WithArgs("db", "migrate");
        stores.ConnectToCatalogue(migrate);
        return new Steps(migrate, settings.DownloadsModel ? AddModels(builder, settings) : null);
    }

    /// <summary>Makes a program wait until all are done.</summary>
    public void Precede(IResourceBuilder<ProjectResource> program)
    {
        foreach (IResourceBuilder<ProjectResource> step in All)
        {
            program.WaitForCompletion(step);
        }
    }

    private static IResourceBuilder<ProjectResource> AddModels(IDistributedApplicationBuilder builder, AppHostSettings settings)
    {
        IResourceBuilder<ProjectResource> models = builder.AddProject<Projects.VisualSearch_Cli>("models", launchProfileName: null).WithArgs("models", "pull", settings.Model);
        if (settings.Programs.TryGetValue("Embedding:Variant", out string? variant))
        {
            models.WithArgs("--variant", variant);
        }

        if (builder.Configuration["VISUALSEARCH_MODEL_MIRROR"] is { Length: > 0 } mirror)
        {
            models.WithEnvironment("VISUALSEARCH_MODEL_MIRROR", mirror);
        }

        // On this machine models lie in the folder of the user, where every program looks.
        return builder.ExecutionContext.IsPublishMode ? models.WithEnvironment("Models__Directory", Volumes.ModelsPath) : models;
    }
}
