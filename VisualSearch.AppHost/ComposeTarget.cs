using System.Globalization;
using Aspire.Hosting.Docker.Resources;
using Aspire.Hosting.Docker.Resources.ComposeNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes;
using Aspire.Hosting.Docker.Resources.ServiceNodes.Swarm;

namespace VisualSearch.AppHost;

/// <summary>What Docker Compose needs beyond the graph: an order that waits for health, restarts, volumes that the programs may write to, limits, secrets that must be given.</summary>
internal static class ComposeTarget
{
    private const string Healthy = "service_healthy";

    /// <summary>Without these the servers would be open to all, or refuse to start with words of their own.</summary>
    private static readonly string[] MustBeGiven = ["POSTGRES_PASSWORD", "REDIS_PASSWORD", "QDRANT_KEY", "API_KEY", "CATALOG", "REDIS", "QDRANT"];

    public static void Describe(IDistributedApplicationBuilder builder, AppHostSettings settings, Stores stores, Steps steps, Programs programs)
    {
        builder.AddDockerComposeEnvironment("compose")
            .WithDashboard(dashboard => dashboard.WithHostPort(18888))
            .ConfigureComposeFile(Finish);
        DescribeStores(stores);
        IResourceBuilder<ContainerResource> permissions = AddPermissions(builder, settings, steps);
        DescribeSteps(stores, steps, permissions);
        DescribePrograms(settings, stores, programs, permissions);
        GpuOverride.Add(builder);
    }

    /// <summary>A text that Compose shall take as it stands.</summary>
    public static string Literal(string text) => text.Replace("$", "$$", StringComparison.Ordinal);

    private static void DescribeStores(Stores stores)
    {
        // By TCP: while it makes the database, Postgres answers on its socket alone.
        stores.Postgres?.PublishAsDockerComposeService((_, service) =>
        {
            service.Healthcheck = Check("CMD-SHELL", "pg_isready -h 127.0.0.1 -U postgres -d catalog");
            service.ShmSize = "256m";
            KeepUp(service);
        });
        stores.Redis?.PublishAsDockerComposeService((_, service) =>
        {
            service.Healthcheck = Check("CMD-SHELL", "REDISCLI_AUTH=\"$$REDIS_PASSWORD\" redis-cli ping | grep -q PONG");
            KeepUp(service);
        });

        // Its image has nothing to ask it with; the programs wait for it by themselves.
        stores.Qdrant?.PublishAsDockerComposeService((_, service) => KeepUp(service));
    }

    /// <summary>A new volume belongs to root, and the programs run as somebody else: this gives it to them, and ends.</summary>
    private static IResourceBuilder<ContainerResource> AddPermissions(IDistributedApplicationBuilder builder, AppHostSettings settings, Steps steps)
    {
        List<string> paths = [Volumes.LogsPath];
        IResourceBuilder<ContainerResource> permissions = builder.AddContainer("permissions", "docker.io/library/busybox", "1.37").WithVolume(Volumes.Logs, Volumes.LogsPath);
        if (steps.Models is not null)
        {
            permissions.WithVolume(Volumes.Models, Volumes.ModelsPath);
            paths.Add(Volumes.ModelsPath);
        }

        if (!settings.KeepsPicturesInBucket)
        {
            permissions.WithVolume(Volumes.Pictures, Volumes.PicturesPath);
            paths.Add(Volumes.PicturesPath);
        }

        return permissions.WithEntrypoint("/bin/sh").WithArgs("-c", $"chown {Owner} {string.Join(' ', paths)}");
    }

    private static void DescribeSteps(Stores stores, Steps steps, IResourceBuilder<ContainerResource> permissions)
    {
        steps.Migrate.PublishAsDockerComposeService((_, service) =>
        {
            Harden(service, "visualsearch-cli", "MIGRATE_IMAGE");
            WaitForHealthy(service, stores);
        });
        if (steps.Models is { } models)
        {
            models.WithAnnotation(Mount(Volumes.Models, Volumes.ModelsPath)).WaitForCompletion(permissions);
            models.PublishAsDockerComposeService((_, service) => Harden(service, "visualsearch-cli", "MODELS_IMAGE"));
        }
    }

    private static void DescribePrograms(AppHostSettings settings, Stores stores, Programs programs, IResourceBuilder<ContainerResource> permissions)
    {
        foreach (IResourceBuilder<ProjectResource> program in programs.Both)
        {
            program.WithAnnotation(Mount(Volumes.Logs, Volumes.LogsPath)).WaitForCompletion(permissions);
            if (!settings.PlacesLogs)
            {
                program.WithEnvironment("Logging__Files__Directory", $"{Volumes.LogsPath}/{program.Resource.Name}");
            }

            if (settings.DownloadsModel)
            {
                program.WithAnnotation(Mount(Volumes.Models, Volumes.ModelsPath, isReadOnly: true));
            }

            if (!settings.KeepsPicturesInBucket)
            {
                program.WithAnnotation(Mount(Volumes.Pictures, Volumes.PicturesPath));
            }
        }

        programs.Api.PublishAsDockerComposeService((_, service) =>
        {
            Serve(service, settings, stores, "visualsearch-api", "API_IMAGE", "VisualSearch.Api", Programs.ApiPort);
            service.Ports = [$"${{API_PORT:-{Programs.ApiPort}}}:{Programs.ApiPort}"];
            service.Deploy = new Deploy { Resources = new() { Limits = new() { Memory = "${API_MEMORY:-3g}" } } };
        });
        programs.Indexer.PublishAsDockerComposeService((_, service) =>
        {
            Serve(service, settings, stores, "visualsearch-indexer", "INDEXER_IMAGE", "VisualSearch.Indexer", Programs.IndexerPort);
            service.Deploy = new Deploy { Replicas = settings.Indexers, Resources = new() { Limits = new() { Memory = "${INDEXER_MEMORY:-4g}" } } };
        });
    }

    private static void Serve(Service service, AppHostSettings settings, Stores stores, string image, string imageVariable, string program, int port)
    {
        Harden(service, image, imageVariable);
        if (settings.KeepsPicturesInBucket)
        {
            service.Tmpfs.Add(Volumes.PicturesPath); // smaller copies of pictures are kept there for a while all the same
        }

        WaitForHealthy(service, stores);
        KeepUp(service);
        service.Healthcheck = Check("CMD", "dotnet", $"/app/{program}.dll", "probe", $"http://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/health");
        service.Healthcheck.StartPeriod = "120s";
        service.StopGracePeriod = "45s";
    }

    /// <summary>Our own image under its own name unless the operator names another; nobody's root, and nothing to write to but volumes and a temporary folder.</summary>
    private static void Harden(Service service, string image, string imageVariable)
    {
        service.Image = $"${{{imageVariable}:-{image}:{ProductVersion.Text}}}";
        service.User = Owner;
        service.ReadOnly = true;
        service.Tmpfs.Add("/tmp");
        service.CapDrop.Add("ALL");
        service.SecurityOpt.Add("no-new-privileges:true");
    }

    private static void WaitForHealthy(Service service, Stores stores)
    {
        foreach (string? name in (string?[])[stores.Postgres?.Resource.Name, stores.Redis?.Resource.Name])
        {
            if (name is not null && service.DependsOn.TryGetValue(name, out ServiceDependency? dependency))
            {
                dependency.Condition = Healthy;
            }
        }
    }

    private static void KeepUp(Service service) => service.Restart = "unless-stopped";

    private static void Finish(ComposeFile file)
    {
        file.Name = "visualsearch";
        foreach (Service service in file.Services.Values)
        {
            foreach ((string name, string value) in service.Environment.ToArray())
            {
                service.Environment[name] = Demanding(value);
            }
        }
    }

    /// <summary>A blank secret ends <c>docker compose up</c> with its name.</summary>
    private static string Demanding(string value)
    {
        foreach (string name in MustBeGiven)
        {
            value = value.Replace($"${{{name}}}", $"${{{name}:?{name} is blank in .env}}", StringComparison.Ordinal);
        }

        return value;
    }

    private static string Owner => $"{Volumes.Owner}:{Volumes.Owner}";

    private static ContainerMountAnnotation Mount(string volume, string path, bool isReadOnly = false) => new(volume, path, ContainerMountType.Volume, isReadOnly);

    private static Healthcheck Check(params string[] test) => new() { Test = [.. test], Interval = "10s", Timeout = "5s", Retries = 6, StartPeriod = "30s" };
}
