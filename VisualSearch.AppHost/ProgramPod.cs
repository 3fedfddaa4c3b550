using Aspire.Hosting.Kubernetes;
using Aspire.Hosting.Kubernetes.Resources;

namespace VisualSearch.AppHost;

/// <summary>The pod of the Api or of the Indexer.</summary>
internal static class ProgramPod
{
    private const string Temporary = "temporary";

    /// <summary>Seconds between two looks at a program that is starting, and how many there may be: a model of a gigabyte is loaded from a slow volume.</summary>
    private const int StartPeriod = 5;
    private const int StartAttempts = 60;

    public static void Complete(KubernetesResource program, AppHostSettings settings, IEnumerable<ContainerV1> before)
    {
        PodSpecV1 pod = program.Workload!.PodTemplate.Spec;
        ContainerV1 container = pod.Containers[0];
        pod.SecurityContext ??= new();
        pod.SecurityContext.RunAsNonRoot = true;
        pod.SecurityContext.RunAsUser = Volumes.Owner;
        pod.SecurityContext.RunAsGroup = Volumes.Owner;
        pod.SecurityContext.FsGroup = Volumes.Owner;
        pod.SecurityContext.FsGroupChangePolicy = "OnRootMismatch";
        pod.AutomountServiceAccountToken = false;
        pod.EnableServiceLinks = false; // a service named redis would set REDIS_PORT and its like
        pod.TerminationGracePeriodSeconds = 45;
        pod.InitContainers.AddRange(before);
        pod.Volumes.Add(new VolumeV1 { Name = Temporary, EmptyDir = new() });
        Harden(container);
        Share(pod, container, settings);
        Probe(container);
        container.Resources = new ResourceRequirementsV1 { Requests = { ["cpu"] = "500m", ["memory"] = "1Gi" }, Limits = { ["memory"] = "4Gi" } };
    }

    /// <summary>Nobody's root, and nothing to write to but volumes and a temporary folder.</summary>
    public static void Harden(ContainerV1 container)
    {
        container.SecurityContext = new SecurityContextV1 { ReadOnlyRootFilesystem = true, AllowPrivilegeEscalation = false, Capabilities = new() { Drop = { "ALL" } } };
        container.VolumeMounts.Add(new VolumeMountV1 { Name = Temporary, MountPath = "/tmp" });
    }

    /// <summary>A pod with a GPU is ended before its successor starts: a second GPU to roll over to is rarely there. CUDA's own libraries take memory besides the model.</summary>
    public static void TakeGpu(KubernetesResource program)
    {
        Deployment deployment = (Deployment)program.Workload!;
        PodSpecV1 pod = deployment.Spec.Template.Spec;
        Dictionary<string, string> limits = pod.Containers[0].Resources!.Limits;
        limits["nvidia.com/gpu"] = "1";
        limits["memory"] = "8Gi";
        pod.Tolerations.Add(new TolerationV1 { Key = "nvidia.com/gpu", Operator = "Exists", Effect = "NoSchedule" });
        deployment.Spec.Strategy = new() { Type = "Recreate", RollingUpdate = null! };
    }

    private static void Share(PodSpecV1 pod, ContainerV1 container, AppHostSettings settings)
    {
        if (settings.DownloadsModel)
        {
            pod.Volumes.Add(Claimed(Volumes.Models));
            container.VolumeMounts.Add(new VolumeMountV1 { Name = Volumes.Models, MountPath = Volumes.ModelsPath, ReadOnly = true });
        }

        if (settings.KeepsPicturesInBucket)
        {
            // Smaller copies of pictures are kept there for a while all the same.
            pod.Volumes.Add(new VolumeV1 { Name = Volumes.Pictures, EmptyDir = new() });
        }
        else
        {
            pod.Volumes.Add(Claimed(Volumes.Pictures));
        }

        container.VolumeMounts.Add(new VolumeMountV1 { Name = Volumes.Pictures, MountPath = Volumes.PicturesPath });
    }

    private static VolumeV1 Claimed(string name) => new() { Name = name, PersistentVolumeClaim = new() { ClaimName = name } };

    /// <summary>Aspire writes the scheme in lower case, which a cluster refuses, and knows no probe for the start that asks what another asks already.</summary>
    private static void Probe(ContainerV1 container)
    {
        foreach (ProbeV1? probe in (ProbeV1?[])[container.LivenessProbe, container.ReadinessProbe])
        {
            if (probe?.HttpGet is { } request)
            {
                request.Scheme = "HTTP";
            }
        }

        HttpGetActionV1 alive = container.LivenessProbe!.HttpGet!;
        container.StartupProbe = new ProbeV1
        {
            HttpGet = new HttpGetActionV1 { Path = alive.Path, Port = alive.Port, Scheme = alive.Scheme },
            PeriodSeconds = StartPeriod,
            TimeoutSeconds = 3,
            FailureThreshold = StartAttempts,
        };
    }
}
