namespace VisualSearch.AppHost.Tests;

/// <summary>The AppHost's graph as it is before anything runs: needs neither an engine for containers nor Aspire's orchestrator.</summary>
internal sealed class Model : IAsyncDisposable
{
    private readonly IDistributedApplicationTestingBuilder _builder;

    private Model(IDistributedApplicationTestingBuilder builder) => _builder = builder;

    public IReadOnlyList<string> Names => [.. _builder.Resources.Select(resource => resource.Name)];

    public static async Task<Model> OfRunAsync(params string[] settings) => new(await DistributedApplicationTestingBuilder.CreateAsync<Projects.VisualSearch_AppHost>(settings, TestContext.Current.CancellationToken));

    public static Task<Model> OfPublishAsync(string target, params string[] settings) => OfRunAsync(["--operation", "publish", "--target", target, .. settings]);

    public ProjectResource Project(string name) => _builder.Resources.OfType<ProjectResource>().Single(resource => resource.Name == name);

    public ContainerResource Container(string name) => _builder.Resources.OfType<ContainerResource>().Single(resource => resource.Name == name);

    /// <summary>What it waits for: the resource, and whether to its end.</summary>
    public IReadOnlySet<(string Resource, WaitType Until)> WaitsOf(string name) =>
        _builder.Resources.Single(resource => resource.Name == name).Annotations.OfType<WaitAnnotation>().Select(wait => (wait.Resource.Name, wait.WaitType)).ToHashSet();

    /// <summary>As it will be published: expressions stand for what is known later.</summary>
    public async Task<Dictionary<string, string>> PublishedEnvironmentAsync(string project) => await Project(project).GetEnvironmentVariableValuesAsync(DistributedApplicationOperation.Publish);

    /// <summary>As the process would get it on this machine, with ports made up.</summary>
    public async Task<Dictionary<string, string>> RunEnvironmentAsync(string project)
    {
        int port = 40_000;
        foreach (EndpointAnnotation endpoint in _builder.Resources.OfType<IResourceWithEndpoints>().SelectMany(resource => resource.Annotations.OfType<EndpointAnnotation>()))
        {
            endpoint.AllocatedEndpoint = new AllocatedEndpoint(endpoint, "localhost", port++);
        }

        return await Project(project).GetEnvironmentVariableValuesAsync(DistributedApplicationOperation.Run);
    }

    public ValueTask DisposeAsync() => _builder.DisposeAsync();
}
