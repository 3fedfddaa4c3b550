using YamlDotNet.RepresentationModel;

namespace VisualSearch.AppHost.Tests;

public sealed class ChartTests
{
    [Fact]
    public async Task The_chart_has_a_name_and_the_products_version()
    {
        YamlNode chart = (await ChartAsync()).Yaml("Chart.yaml");

        Assert.Equal("visualsearch", chart.Text("name"));
        Assert.Matches(@"^\d+\.\d+\.\d+", chart.Text("version"));
    }

    [Theory]
    [InlineData("api", "8000")]
    [InlineData("indexer", "8001")]
    public async Task A_program_is_a_Deployment_with_probes_that_a_cluster_accepts(string program, string port)
    {
        YamlNode container = (await PodAsync(program)).At("containers", 0);

        foreach ((string probe, string path) in new[] { ("startupProbe", "/alive"), ("livenessProbe", "/alive"), ("readinessProbe", "/health") })
        {
            Assert.Equal(path, container.Text(probe, "httpGet", "path"));
            Assert.Equal("HTTP", container.Text(probe, "httpGet", "scheme"));
            Assert.Equal(port, container.Text(probe, "httpGet", "port"));
            Assert.Equal("3", container.Text(probe, "timeoutSeconds"));
        }

        Assert.Equal("60", container.Text("startupProbe", "failureThreshold"));
    }

    [Theory]
    [InlineData("api")]
    [InlineData("indexer")]
    public async Task The_steps_are_init_containers_of_a_programs_pod_and_nothing_else(string program)
    {
        Publication chart = await ChartAsync();
        YamlNode pod = await PodAsync(program);

        Assert.Equal(["migrate", "models"], pod.Items("initContainers").Select(step => step.Text("name")));
        Assert.Equal(["db", "migrate"], pod.Texts("initContainers", 0, "args"));
        Assert.Equal(["models", "pull", "clip-vit-b-32-multilingual"], pod.Texts("initContainers", 1, "args"));
        Assert.Contains(pod.Items("initContainers", 1, "volumeMounts"), mount => mount.Text("name") == "visualsearch-models" && mount.Text("mountPath") == "/models");
        Assert.Contains(pod.Items("initContainers", 0, "envFrom"), source => source.Find("secretRef") is not null);
        Assert.DoesNotContain("templates/migrate/deployment.yaml", chart.Files.Keys);
        Assert.DoesNotContain("templates/models/deployment.yaml", chart.Files.Keys);
        Assert.Contains("templates/migrate/secrets.yaml", chart.Files.Keys);
    }

    [Theory]
    [InlineData("api")]
    [InlineData("indexer")]
    public async Task A_programs_pod_runs_as_nobody_special_and_writes_to_volumes_that_are_its_groups(string program)
    {
        YamlNode pod = await PodAsync(program);

        Assert.Equal("true", pod.Text("securityContext", "runAsNonRoot"));
        Assert.Equal("1654", pod.Text("securityContext", "runAsUser"));
        Assert.Equal("1654", pod.Text("securityContext", "fsGroup"));
        Assert.All([.. pod.Items("initContainers"), pod.At("containers", 0)], container =>
        {
            Assert.Equal("true", container.Text("securityContext", "readOnlyRootFilesystem"));
            Assert.Equal("false", container.Text("securityContext", "allowPrivilegeEscalation"));
            Assert.Equal(["ALL"], container.Texts("securityContext", "capabilities", "drop"));
        });
        Assert.Equal(["temporary", "visualsearch-models", "visualsearch-pictures"], pod.Items("volumes").Select(volume => volume.Text("name")).Order(StringComparer.Ordinal));
        Assert.Equal("visualsearch-models", Claim(pod, "visualsearch-models"));
        Assert.Equal("visualsearch-pictures", Claim(pod, "visualsearch-pictures"));
    }

    [Theory]
    [InlineData("visualsearch-models", "5Gi", null)]
    [InlineData("visualsearch-pictures", "20Gi", "keep")]
    public async Task What_the_pods_share_is_claimed_once_for_all_of_them(string name, string size, string? policy)
    {
        YamlNode claim = (await ChartAsync()).Yaml($"templates/api/{name}.yaml");

        Assert.Equal("PersistentVolumeClaim", claim.Text("kind"));
        Assert.Equal(["ReadWriteMany"], claim.Texts("spec", "accessModes"));
        Assert.Equal(size, claim.Text("spec", "resources", "requests", "storage"));
        Assert.Equal(policy, (claim.Find("metadata", "annotations", "helm.sh/resource-policy") as YamlScalarNode)?.Value);
    }

    [Theory]
    [InlineData("postgres", "visualsearch-postgres", "20Gi")]
    [InlineData("redis", "visualsearch-redis", "1Gi")]
    [InlineData("qdrant", "visualsearch-qdrant", "20Gi")]
    public async Task A_store_is_a_StatefulSet_on_a_volume_that_lasts(string store, string volume, string size)
    {
        Publication chart = await ChartAsync();

        YamlNode claim = chart.Files.Keys.Where(path => path.StartsWith("templates/", StringComparison.Ordinal) && path.EndsWith(".yaml", StringComparison.Ordinal))
            .Select(chart.Yaml)
            .Single(document => document.Text("kind") == "PersistentVolumeClaim" && document.Text("metadata", "name") == volume);
        YamlNode pod = chart.Yaml($"templates/{store}/statefulset.yaml").At("spec", "template", "spec");

        Assert.Equal(size, claim.Text("spec", "resources", "requests", "storage"));
        Assert.Equal(volume, Claim(pod, volume));
    }

    [Fact]
    public async Task Secrets_are_blank_in_the_values()
    {
        Publication chart = await Publication.OfAsync("kubernetes", "--Parameters:api-key=planted-secret", "--Parameters:qdrant-key=planted-secret");
        YamlNode values = chart.Yaml("values.yaml");

        Assert.All(((YamlMappingNode)values.At("secrets")).Children, part => Assert.All(((YamlMappingNode)part.Value).Children, secret => Assert.Equal(string.Empty, ((YamlScalarNode)secret.Value).Value)));
        Assert.DoesNotContain(chart.Files.Values, text => text.Contains("planted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_blank_secret_is_refused_by_name_unless_blank_means_something()
    {
        Publication chart = await ChartAsync();
        YamlNode api = chart.Yaml("templates/api/secrets.yaml").At("stringData");

        Assert.Equal("{{ required `secrets.api.api_key is blank` .Values.secrets.api.api_key }}", api.Text("Security__ApiKeys__0__Key"));
        Assert.Equal("{{ .Values.secrets.api.webhook_secret }}", api.Text("Webhooks__Secrets__0"));
        Assert.Equal(
            "Host=postgres-service;Port=5432;Username=postgres;Password={{ required `secrets.migrate.postgres_password is blank` .Values.secrets.migrate.postgres_password }};Database=catalog",
            chart.Yaml("templates/migrate/secrets.yaml").Text("stringData", "ConnectionStrings__catalog"));
        Assert.All(["postgres", "redis", "qdrant"], store => Assert.Contains("required", chart.Files[$"templates/{store}/secrets.yaml"], StringComparison.Ordinal));
        Assert.Superset(new HashSet<string> { "ConnectionStrings__catalog", "ConnectionStrings__redis", "ConnectionStrings__qdrant_http" }, api.Names().ToHashSet());
        Assert.DoesNotContain(api.Names(), name => name.EndsWith("_PASSWORD", StringComparison.Ordinal) || name.EndsWith("_URI", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Servers_of_ones_own_and_a_bucket_are_secrets_that_publishing_does_not_ask_for()
    {
        Publication chart = await Publication.OfAsync("kubernetes", "--VisualSearch:Existing=all", "--VisualSearch:Programs:S3:Bucket=pictures");
        YamlNode api = chart.Yaml("templates/api/secrets.yaml").At("stringData");

        Assert.Equal("{{ required `secrets.api.qdrant is blank` .Values.secrets.api.qdrant }}", api.Text("ConnectionStrings__qdrant_http"));
        Assert.Equal("{{ .Values.secrets.api.s3_access_key }}", api.Text("S3__AccessKey"));
        Assert.DoesNotContain(chart.Files.Keys, path => path.Contains("postgres", StringComparison.Ordinal) || path.Contains("visualsearch-pictures", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_GPU_is_asked_for_by_the_Indexers_pod_which_ends_before_the_next_starts()
    {
        YamlNode deployment = (await Publication.OfAsync("kubernetes", "--VisualSearch:Gpu=true")).Yaml("templates/indexer/deployment.yaml");
        YamlNode pod = deployment.At("spec", "template", "spec");

        Assert.Equal("1", pod.Text("containers", 0, "resources", "limits", "nvidia.com/gpu"));
        Assert.Equal("8Gi", pod.Text("containers", 0, "resources", "limits", "memory"));
        Assert.Equal("nvidia.com/gpu", pod.Text("tolerations", 0, "key"));
        Assert.Equal("Recreate", deployment.Text("spec", "strategy", "type"));
        Assert.Null(deployment.Find("spec", "strategy", "rollingUpdate"));
    }

    [Fact]
    public async Task There_are_as_many_pods_as_asked_for()
    {
        Publication chart = await Publication.OfAsync("kubernetes", "--VisualSearch:Apis=4", "--VisualSearch:Indexers=3");

        Assert.Equal("4", chart.Yaml("templates/api/deployment.yaml").Text("spec", "replicas"));
        Assert.Equal("3", chart.Yaml("templates/indexer/deployment.yaml").Text("spec", "replicas"));
    }

    [Fact]
    public async Task An_Ingress_leads_to_the_Api_when_it_has_a_name()
    {
        Publication chart = await Publication.OfAsync("kubernetes", "--VisualSearch:Cluster:Host=search.example.com", "--VisualSearch:Cluster:TlsSecret=search-tls");

        YamlNode ingress = chart.Yaml(Assert.Single(chart.Files.Keys, path => path.StartsWith("templates/web/", StringComparison.Ordinal)));
        Assert.Equal("search.example.com", ingress.Text("spec", "rules", 0, "host"));
        Assert.Equal("api-service", ingress.Text("spec", "rules", 0, "http", "paths", 0, "backend", "service", "name"));
        Assert.Equal("search-tls", ingress.Text("spec", "tls", 0, "secretName"));
        Assert.Equal(["search.example.com"], ingress.Texts("spec", "tls", 0, "hosts"));
        Assert.DoesNotContain((await ChartAsync()).Files.Keys, path => path.StartsWith("templates/web/", StringComparison.Ordinal));
    }

    private static Task<Publication> ChartAsync() => Publication.OfAsync("kubernetes");

    private static async Task<YamlNode> PodAsync(string program) => (await ChartAsync()).Yaml($"templates/{program}/deployment.yaml").At("spec", "template", "spec");

    private static string Claim(YamlNode pod, string volume) => pod.Items("volumes").Single(candidate => candidate.Text("name") == volume).Text("persistentVolumeClaim", "claimName");
}
