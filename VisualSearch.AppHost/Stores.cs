namespace VisualSearch.AppHost;

/// <summary>Postgres, Redis and Qdrant: containers with volumes, or servers that run elsewhere.</summary>
internal sealed class Stores
{
    /// <summary>Of the connection string and of the database.</summary>
    public const string CatalogName = "catalog";
    public const string RedisName = "redis";
    public const string QdrantName = "qdrant";

    /// <summary>Qdrant's REST address, by the name that the programs read; the container's own reference sets it beside the one for gRPC.</summary>
    private const string QdrantHttpName = "qdrant_http";

    private readonly IResourceBuilder<IResourceWithConnectionString> _catalog;
    private readonly IResourceBuilder<IResourceWithConnectionString>? _existingRedis;
    private readonly IResourceBuilder<IResourceWithConnectionString>? _existingQdrant;

    private Stores(IDistributedApplicationBuilder builder, IReadOnlySet<string> existing)
    {
        if (existing.Contains(CatalogName))
        {
            _catalog = Elsewhere(builder, CatalogName);
        }
        else
        {
            Postgres = builder.AddPostgres("postgres", password: Generated(builder, "postgres-password"))
                .WithDataVolume(Volumes.Postgres)
                .WithEnvironment("POSTGRES_DB", CatalogName) // outside of run mode nobody else makes the database
                .WithLifetime(ContainerLifetime.Persistent);
            _catalog = Postgres.AddDatabase(CatalogName);
        }

        if (existing.Contains(RedisName))
        {
            _existingRedis = Elsewhere(builder, RedisName);
        }
        else
        {
            Redis = builder.AddRedis(RedisName, password: Generated(builder, "redis-password"))
                .WithDataVolume(Volumes.Redis)
                .WithPersistence()
                .WithLifetime(ContainerLifetime.Persistent);
        }

        if (existing.Contains(QdrantName))
        {
            // A resource's name has no underscore, so the AppHost's connection string of the programs' name is read under the resource's.
            builder.Configuration[$"ConnectionStrings:{QdrantName}"] = builder.Configuration[$"ConnectionStrings:{QdrantHttpName}"];
            _existingQdrant = Elsewhere(builder, QdrantName);
        }
        else
        {
            Qdrant = builder.AddQdrant(QdrantName, apiKey: Generated(builder, "qdrant-key"))
                .WithDataVolume(Volumes.Qdrant)
                .WithLifetime(ContainerLifetime.Persistent);
        }
    }

    /// <summary>Null: it runs elsewhere.</summary>
    public IResourceBuilder<PostgresServerResource>? Postgres { get; }

    /// <inheritdoc cref="Postgres"/>
    public IResourceBuilder<RedisResource>? Redis { get; }

    /// <inheritdoc cref="Postgres"/>
    public IResourceBuilder<QdrantServerResource>? Qdrant { get; }

    public static Stores Add(IDistributedApplicationBuilder builder, AppHostSettings settings) => new(builder, settings.Existing);

    /// <summary>A secret that run mode makes up and keeps in the user's secrets; a published file leaves it blank.</summary>
    public static IResourceBuilder<ParameterResource> Generated(IDistributedApplicationBuilder builder, string name) =>
        builder.AddParameter(name, new GenerateParameterDefault { MinLength = 32, Special = false }, secret: true, persist: true);

    /// <summary>A server's address. What is published leaves it blank and demands it later, so publishing does not ask for it.</summary>
    private static IResourceBuilder<IResourceWithConnectionString> Elsewhere(IDistributedApplicationBuilder builder, string name)
    {
        if (builder.ExecutionContext.IsPublishMode)
        {
            builder.Configuration[$"ConnectionStrings:{name}"] ??= string.Empty;
        }

        return builder.AddConnectionString(name);
    }

    /// <summary>Gives a program the catalogue, and makes it wait for it.</summary>
    public void ConnectToCatalogue<T>(IResourceBuilder<T> program)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        // Connection strings alone: Aspire would give each password under three more names.
        program.WithReferenceEnvironment(ReferenceEnvironmentInjectionFlags.ConnectionString).WithReference(_catalog);
        if (Postgres is not null)
        {
            program.WaitFor(_catalog);
        }
    }

    /// <summary>Gives a program all three stores, which makes it distributed, and makes it wait for those that start here.</summary>
    public void ConnectToAll<T>(IResourceBuilder<T> program)
        where T : IResourceWithEnvironment, IResourceWithWaitSupport
    {
        ConnectToCatalogue(program);
        if (Redis is not null)
        {
            program.WithReference(Redis).WaitFor(Redis);
        }
        else
        {
            program.WithReference(_existingRedis!);
        }

        if (Qdrant is not null)
        {
            program.WithReference(Qdrant).WaitFor(Qdrant);
        }
        else
        {
            program.WithReference(_existingQdrant!, connectionName: QdrantHttpName);
        }
    }
}
