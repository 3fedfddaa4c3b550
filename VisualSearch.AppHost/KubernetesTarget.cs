using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace VisualSearch.AppHost;

/// <summary>What a cluster needs beyond the graph: volumes that last, steps as init containers of every pod that needs them, probes that it accepts, a GPU, a way in.</summary>
internal static class KubernetesTarget
{
    public static void Describe(IDistributedApplicationBuilder builder, AppHostSettings settings, Stores stores, Steps steps, Programs programs)
    {
        ClusterSettings cluster = settings.Cluster;
        IResourceBuilder<KubernetesEnvironmentResource> environment = builder.AddKubernetesEnvironment("k8s")
            .WithHelm(helm => helm.WithChartName("visualsearch").WithChartVersion(ProductVersion.Text).WithChartDescription("Visual product search"))
            .WithProperties(properties =>
            {
                properties.DefaultStorageType = "pvc";
                properties.DefaultStorageClassName = cluster.StorageClass;
            });
        stores.Postgres?.WithPersistentVolume(Claim(environment, Volumes.Postgres, cluster.PostgresSize, cluster));
        stores.Redis?.WithPersistentVolume(Claim(environment, Volumes.Redis, cluster.RedisSize, cluster));
        stores.Qdrant?.WithPersistentVolume(Claim(environment, Volumes.Qdrant, cluster.QdrantSize, cluster));

        List<ContainerV1> before = [];
        foreach (IResourceBuilder<ProjectResource> step in steps.All)
        {
            step.PublishAsKubernetesService(resource => before.Add(BecomeInitContainer(resource, writesModels: step == steps.Models)));
        }

        foreach (IResourceBuilder<ProjectResource> program in programs.Both)
        {
            if (!settings.PlacesLogs)
            {
                // What a pod writes to its output is what a cluster collects; files would be lost with it.
                program.WithEnvironment("Logging__Files__Directory", string.Empty);
            }

            program.PublishAsKubernetesService(resource => ProgramPod.Complete(resource, settings, before));
        }

        // One set of claims, with the Api.
        programs.Api.PublishAsKubernetesService(resource => resource.AdditionalResources.AddRange(SharedClaims(settings)));
        DemandSecrets(stores, steps, programs);
        if (settings.Gpu)
        {
            programs.Indexer.PublishAsKubernetesService(ProgramPod.TakeGpu);
        }

        if (cluster.Host is { Length: > 0 } host)
        {
            AddWayIn(environment, cluster, host, programs.Api);
        }
    }

    private static IResourceBuilder<KubernetesPersistentVolumeResource> Claim(IResourceBuilder<KubernetesEnvironmentResource> environment, string name, string size, ClusterSettings cluster)
    {
        IResourceBuilder<KubernetesPersistentVolumeResource> claim = environment.AddPersistentVolume(name).WithCapacity(size).WithAccessMode(PersistentVolumeAccessMode.ReadWriteOnce);
        return cluster.StorageClass is { Length: > 0 } storage ? claim.WithStorageClass(storage) : claim;
    }

    /// <summary>
    /// A Deployment would begin a step anew for ever, and a Job would neither hold the programs back nor let an upgrade change it. As an init container of each pod a step
    /// is done before every start; done again it changes nothing, and several at once wait for each other. Its ConfigMap and Secret stay.
    /// </summary>
    private static ContainerV1 BecomeInitContainer(KubernetesResource step, bool writesModels)
    {
        ContainerV1 container = step.Workload!.PodTemplate.Spec.Containers[0];
        step.Workload = null;
        ProgramPod.Harden(container);
        if (writesModels)
        {
            container.VolumeMounts.Add(new VolumeMountV1 { Name = Volumes.Models, MountPath = Volumes.ModelsPath });
        }

        return container;
    }

    private static void DemandSecrets(Stores stores, Steps steps, Programs programs)
    {
        stores.Postgres?.PublishAsKubernetesService(ChartSecrets.Demand);
        stores.Redis?.PublishAsKubernetesService(ChartSecrets.Demand);
        stores.Qdrant?.PublishAsKubernetesService(ChartSecrets.Demand);
        foreach (IResourceBuilder<ProjectResource> project in (IEnumerable<IResourceBuilder<ProjectResource>>)[.. steps.All, .. programs.Both])
        {
            project.PublishAsKubernetesService(ChartSecrets.Demand);
        }
    }

    private static IEnumerable<PersistentVolumeClaim> SharedClaims(AppHostSettings settings)
    {
        if (settings.DownloadsModel)
        {
            yield return SharedClaim(Volumes.Models, settings.Cluster.ModelsSize, settings.Cluster);
        }

        if (!settings.KeepsPicturesInBucket)
        {
            PersistentVolumeClaim pictures = SharedClaim(Volumes.Pictures, settings.Cluster.PicturesSize, settings.Cluster);
            pictures.Metadata.Annotations["helm.sh/resource-policy"] = "keep"; // uploaded pictures are nowhere else
            yield return pictures;
        }
    }

    private static PersistentVolumeClaim SharedClaim(string name, string size, ClusterSettings cluster)
    {
        PersistentVolumeClaim claim = new() { Metadata = { Name = name } };
        claim.Spec.AccessModes.Add(cluster.SharedAccess);
        claim.Spec.Resources.Requests["storage"] = size;
        if (cluster.SharedStorageClass is { Length: > 0 } storage)
        {
            claim.Spec.StorageClassName = storage;
        }

        return claim;
    }

    private static void AddWayIn(IResourceBuilder<KubernetesEnvironmentResource> environment, ClusterSettings cluster, string host, IResourceBuilder<ProjectResource> api)
    {
        IResourceBuilder<KubernetesIngressResource> ingress = environment.AddIngress("web")
            .WithHostname(host)
            .WithPath(host, "/", api.GetEndpoint("http"))
            .WithIngressAnnotation("nginx.ingress.kubernetes.io/proxy-body-size", "48m"); // a batch of pictures in base64
        if (cluster.IngressClass is { Length: > 0 } name)
        {
            ingress.WithIngressClass(name);
        }

        if (cluster.TlsSecret is { Length: > 0 } secret)
        {
            ingress.WithTls(secret);
        }
    }
}
