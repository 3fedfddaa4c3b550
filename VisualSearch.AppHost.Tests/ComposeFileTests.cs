using YamlDotNet.RepresentationModel;

namespace VisualSearch.AppHost.Tests;

public sealed class ComposeFileTests
{
    [Fact]
    public async Task The_file_has_the_whole_system_and_a_name()
    {
        YamlNode file = await FileAsync();

        Assert.Equal("visualsearch", file.Text("name"));
        Assert.Superset(new HashSet<string> { "postgres", "redis", "qdrant", "permissions", "migrate", "models", "api", "indexer", "compose-dashboard" }, file.Names("services").ToHashSet());
        Assert.Superset(
            new HashSet<string> { "visualsearch-postgres", "visualsearch-redis", "visualsearch-qdrant", "visualsearch-models", "visualsearch-pictures", "visualsearch-logs" },
            file.Names("volumes").ToHashSet());
    }

    [Theory]
    [InlineData("api", "postgres", "service_healthy")]
    [InlineData("api", "redis", "service_healthy")]
    [InlineData("api", "qdrant", "service_started")]
    [InlineData("api", "migrate", "service_completed_successfully")]
    [InlineData("api", "models", "service_completed_successfully")]
    [InlineData("api", "permissions", "service_completed_successfully")]
    [InlineData("indexer", "postgres", "service_healthy")]
    [InlineData("indexer", "migrate", "service_completed_successfully")]
    [InlineData("indexer", "models", "service_completed_successfully")]
    [InlineData("migrate", "postgres", "service_healthy")]
    [InlineData("models", "permissions", "service_completed_successfully")]
    public async Task A_service_waits_for_what_it_needs(string service, string other, string condition) =>
        Assert.Equal(condition, (await FileAsync()).Text("services", service, "depends_on", other, "condition"));

    [Fact]
    public async Task What_is_waited_for_to_be_healthy_can_say_so()
    {
        YamlNode file = await FileAsync();

        Assert.Contains("-h 127.0.0.1", file.Texts("services", "postgres", "healthcheck", "test")[1], StringComparison.Ordinal);
        Assert.Contains("$$REDIS_PASSWORD", file.Texts("services", "redis", "healthcheck", "test")[1], StringComparison.Ordinal);
        Assert.Equal(["CMD", "dotnet", "/app/VisualSearch.Api.dll", "probe", "http://127.0.0.1:8000/health"], file.Texts("services", "api", "healthcheck", "test"));
        Assert.Equal(["CMD", "dotnet", "/app/VisualSearch.Indexer.dll", "probe", "http://127.0.0.1:8001/health"], file.Texts("services", "indexer", "healthcheck", "test"));
    }

    [Fact]
    public async Task Servers_start_again_by_themselves_and_steps_do_not()
    {
        YamlNode file = await FileAsync();

        Assert.All(["postgres", "redis", "qdrant", "api", "indexer"], service => Assert.Equal("unless-stopped", file.Text("services", service, "restart")));
        Assert.All(["permissions", "migrate", "models"], service => Assert.Null(file.Find("services", service, "restart")));
    }

    [Fact]
    public async Task The_Api_is_at_port_8000_of_the_host_unless_told_otherwise_and_nothing_else_but_the_dashboard_is_published()
    {
        YamlNode file = await FileAsync();

        Assert.Equal(["${API_PORT:-8000}:8000"], file.Texts("services", "api", "ports"));
        Assert.Equal("8000", file.Text("services", "api", "environment", "HTTP_PORTS"));
        Assert.Equal("8001", file.Text("services", "indexer", "environment", "HTTP_PORTS"));
        Assert.Equal(["api", "compose-dashboard"], file.Names("services").Where(service => file.Find("services", service, "ports") is not null).Order(StringComparer.Ordinal));
        Assert.Contains(file.Texts("services", "compose-dashboard", "ports"), port => port.StartsWith("18888:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_database_is_made_and_each_program_connects_to_it()
    {
        YamlNode file = await FileAsync();

        Assert.Equal("catalog", file.Text("services", "postgres", "environment", "POSTGRES_DB"));
        Assert.All(
            ["api", "indexer", "migrate"],
            service => Assert.Equal(
                "Host=postgres;Port=5432;Username=postgres;Password=${POSTGRES_PASSWORD:?POSTGRES_PASSWORD is blank in .env};Database=catalog",
                file.Text("services", service, "environment", "ConnectionStrings__catalog")));
        Assert.Equal("Endpoint=http://qdrant:6333;Key=${QDRANT_KEY:?QDRANT_KEY is blank in .env}", file.Text("services", "api", "environment", "ConnectionStrings__qdrant_http"));
        Assert.Equal("redis:6379,password=${REDIS_PASSWORD:?REDIS_PASSWORD is blank in .env}", file.Text("services", "indexer", "environment", "ConnectionStrings__redis"));
    }

    [Fact]
    public async Task The_programs_and_steps_run_as_nobody_special_and_write_to_volumes_that_are_theirs()
    {
        YamlNode file = await FileAsync();

        Assert.All(["api", "indexer", "migrate", "models"], service =>
        {
            Assert.Equal("1654:1654", file.Text("services", service, "user"));
            Assert.Equal("true", file.Text("services", service, "read_only"));
            Assert.Equal(["/tmp"], file.Texts("services", service, "tmpfs"));
            Assert.Equal(["ALL"], file.Texts("services", service, "cap_drop"));
        });
        Assert.Equal([("visualsearch-logs", "/logs", false), ("visualsearch-models", "/models", true), ("visualsearch-pictures", "/data", false)], MountsOf(file, "api"));
        Assert.Equal(MountsOf(file, "api"), MountsOf(file, "indexer"));
        Assert.Equal([("visualsearch-models", "/models", false)], MountsOf(file, "models"));
        Assert.Equal("chown 1654:1654 /logs /models /data", file.Texts("services", "permissions", "command")[^1]);
        Assert.Equal("/logs/api", file.Text("services", "api", "environment", "Logging__Files__Directory"));
        Assert.Equal("/logs/indexer", file.Text("services", "indexer", "environment", "Logging__Files__Directory"));
    }

    [Fact]
    public async Task Steps_are_commands_of_the_command_line()
    {
        YamlNode file = await FileAsync();

        Assert.Equal(["db", "migrate"], file.Texts("services", "migrate", "command"));
        Assert.Equal(["models", "pull", "clip-vit-b-32-multilingual"], file.Texts("services", "models", "command"));
        Assert.StartsWith("${MIGRATE_IMAGE:-visualsearch-cli:", file.Text("services", "migrate", "image"), StringComparison.Ordinal);
        Assert.StartsWith("${API_IMAGE:-visualsearch-api:", file.Text("services", "api", "image"), StringComparison.Ordinal);
        Assert.DoesNotContain(":latest", file.Text("services", "api", "image"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_are_blank_lines_of_the_env_file()
    {
        Publication publication = await Publication.OfAsync("compose", "--Parameters:api-key=planted-secret", "--Parameters:postgres-password=planted-secret");

        string[] lines = publication.Files[".env"].Split('\n', StringSplitOptions.TrimEntries);

        Assert.All(["POSTGRES_PASSWORD", "REDIS_PASSWORD", "QDRANT_KEY", "API_KEY", "WEBHOOK_SECRET"], name => Assert.Contains($"{name}=", lines));
        Assert.DoesNotContain(publication.Files.Values, text => text.Contains("planted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_second_file_gives_the_Indexer_a_GPU_and_is_otherwise_silent()
    {
        YamlNode file = (await Publication.OfAsync("compose")).Yaml("docker-compose.gpu.yaml");

        YamlNode device = file.At("services", "indexer", "deploy", "resources", "reservations", "devices", 0);
        Assert.Equal(["indexer"], file.Names("services"));
        Assert.Equal("nvidia", device.Text("driver"));
        Assert.Equal(["gpu"], device.Texts("capabilities"));
        Assert.Equal("cuda", file.Text("services", "indexer", "environment", "Embedding__Device"));
        Assert.EndsWith("-cuda}", file.Text("services", "indexer", "image"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_servers_of_ones_own_there_are_none_in_the_file_and_their_addresses_must_be_given()
    {
        YamlNode file = (await Publication.OfAsync("compose", "--VisualSearch:Existing=all")).Yaml("docker-compose.yaml");

        Assert.DoesNotContain("postgres", file.Names("services"));
        Assert.Equal("${CATALOG:?CATALOG is blank in .env}", file.Text("services", "migrate", "environment", "ConnectionStrings__catalog"));
        Assert.Equal("${REDIS:?REDIS is blank in .env}", file.Text("services", "api", "environment", "ConnectionStrings__redis"));
        Assert.Equal("${QDRANT:?QDRANT is blank in .env}", file.Text("services", "indexer", "environment", "ConnectionStrings__qdrant_http"));
    }

    [Fact]
    public async Task A_setting_with_a_dollar_arrives_as_it_was_given()
    {
        YamlNode file = (await Publication.OfAsync("compose", "--VisualSearch:Programs:S3:Bucket=pictures", "--VisualSearch:Programs:S3:KeyPrefix=a$b/", "--VisualSearch:Indexers=3")).Yaml("docker-compose.yaml");

        Assert.Equal("a$$b/", file.Text("services", "api", "environment", "S3__KeyPrefix"));
        Assert.Equal("${S3_ACCESS_KEY}", file.Text("services", "api", "environment", "S3__AccessKey"));
        Assert.DoesNotContain("visualsearch-pictures", file.Names("volumes"));
        Assert.Equal(["/data", "/tmp"], file.Texts("services", "api", "tmpfs").Order(StringComparer.Ordinal));
        Assert.Equal("3", file.Text("services", "indexer", "deploy", "replicas"));
    }

    private static async Task<YamlNode> FileAsync() => (await Publication.OfAsync("compose")).Yaml("docker-compose.yaml");

    private static IEnumerable<(string Volume, string Path, bool IsReadOnly)> MountsOf(YamlNode file, string service) => file.Items("services", service, "volumes")
        .Select(mount => (mount.Text("source"), mount.Text("target"), mount.Find("read_only") is YamlScalarNode { Value: "true" }))
        .Order();
}
