using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;
using Npgsql;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Support;

/// <summary>A real catalogue in a folder of its own, or in a database of its own on the shared server, on a clock that stands still until moved. Disposing removes both.</summary>
internal sealed class TemporaryCatalogue : IAsyncDisposable
{
    /// <summary>A fingerprint for tests that need one model only.</summary>
    public const string Fingerprint = "test-model:1";

    private static readonly Lazy<Task<string>> MigratedTemplate = new(MigrateTemplateAsync);

    private readonly bool _ownsFolder;
    private readonly ServiceProvider _services;
    private readonly Dictionary<string, string?> _settings;

    private TemporaryCatalogue(string folder, bool ownsFolder, FakeTimeProvider time, Dictionary<string, string?> settings)
    {
        Folder = folder;
        _ownsFolder = ownsFolder;
        _settings = settings;
        Time = time;
        settings.TryAdd("Data:Directory", folder);
        settings.TryAdd("Catalogue:BusyTimeout", "00:00:01");
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(time);
        services.AddSingleton<IHostEnvironment>(new Place(folder));
        services.AddCatalogue(new ConfigurationBuilder().AddInMemoryCollection(settings).Build(), ConnectionString is null ? EngineMode.Embedded : EngineMode.Distributed);
        _services = services.BuildServiceProvider(validateScopes: true);
    }

    public string Folder { get; }

    public FakeTimeProvider Time { get; }

    public IServiceProvider Services => _services;

    public CatalogueStartup Startup => Get<CatalogueStartup>();

    public ProductWrites Writes => Get<ProductWrites>();

    public ProductReads Reads => Get<ProductReads>();

    public IndexOutbox Outbox => Get<IndexOutbox>();

    public Embeddings Embeddings => Get<Embeddings>();

    public Generations Generations => Get<Generations>();

    public LexicalSearch Lexical => Get<LexicalSearch>();

    public SearchLog SearchLog => Get<SearchLog>();

    /// <summary>Where the database is dropped in the end; null for SQLite, and where that is left to somebody else.</summary>
    private PostgresServer? Server { get; set; }

    /// <summary>Null for SQLite.</summary>
    public string? ConnectionString => _settings.GetValueOrDefault("ConnectionStrings:catalog");

    public string DatabaseFile => Path.Combine(Folder, "catalogue.db");

    /// <summary>A new, empty catalogue, ready for use.</summary>
    public static async Task<TemporaryCatalogue> CreateAsync(CatalogueKind kind, params (string Key, string Value)[] settings)
    {
        if (kind == CatalogueKind.Sqlite)
        {
            return await CreateAsync(settings);
        }

        return Unprepared(await PostgresServer.SharedAsync(), await CreateDatabaseAsync(), settings);
    }

    /// <summary>A database of the shared server, with the schema and nothing in it; whoever asks drops it.</summary>
    public static async Task<string> CreateDatabaseAsync() => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync(await MigratedTemplate.Value);

    /// <summary>One in a database of a server, which is opened as it is; disposing drops the database.</summary>
    public static TemporaryCatalogue Unprepared(PostgresServer server, string database, params (string Key, string Value)[] settings)
    {
        TemporaryCatalogue catalogue = Unprepared(server.ConnectionString(database), null, settings);
        catalogue.Server = server;
        return catalogue;
    }

    /// <summary>One in a database that somebody else drops.</summary>
    /// <param name="time">Null for a clock of its own.</param>
    public static TemporaryCatalogue Unprepared(string connectionString, FakeTimeProvider? time, params (string Key, string Value)[] settings) =>
        Unprepared(Directory.CreateTempSubdirectory("catalogue-").FullName, ownsFolder: true, time, [("ConnectionStrings:catalog", connectionString), .. settings]);

    /// <summary>A new, empty catalogue in a file, ready for use.</summary>
    public static async Task<TemporaryCatalogue> CreateAsync(params (string Key, string Value)[] settings)
    {
        TemporaryCatalogue catalogue = Unprepared(Directory.CreateTempSubdirectory("catalogue-").FullName, settings: settings);
        await catalogue.Startup.PrepareAsync(TestContext.Current.CancellationToken);
        return catalogue;
    }

    /// <summary>One that is not opened yet, in a folder that may have contents.</summary>
    /// <param name="ownsFolder">Whether disposing removes the folder.</param>
    public static TemporaryCatalogue Unprepared(string folder, bool ownsFolder = true, FakeTimeProvider? time = null, params (string Key, string Value)[] settings) =>
        new(folder, ownsFolder, time ?? new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), settings.ToDictionary(s => s.Key, s => (string?)s.Value));

    /// <summary>Closes it as a process that ends does, and opens what it left, on the same clock. Dispose only the one returned.</summary>
    public async Task<TemporaryCatalogue> ReopenAsync()
    {
        await _services.DisposeAsync();
        TemporaryCatalogue next = Unprepared(Folder, _ownsFolder, Time, ConnectionString is { } server ? [("ConnectionStrings:catalog", server)] : []);
        next.Server = Server;
        await next.Startup.PrepareAsync(TestContext.Current.CancellationToken);
        return next;
    }

    /// <summary>A connection beside the catalogue, as another program would have.</summary>
    public SqliteConnection Connect()
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = DatabaseFile, Pooling = false, DefaultTimeout = 1 }.ToString());
        connection.Open();
        return connection;
    }

    /// <summary>The same to either database.</summary>
    public DbConnection Beside()
    {
        if (ConnectionString is null)
        {
            return Connect();
        }

        NpgsqlConnection connection = new(ConnectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }

    /// <summary>The first column of the first row.</summary>
    public T Scalar<T>(string sql)
    {
        using DbConnection connection = Beside();
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests give constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        return (T)command.ExecuteScalar()!;
    }

    public void Execute(string sql)
    {
        using DbConnection connection = Beside();
        using DbCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests give constants.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Makes a generation active, with <see cref="Fingerprint"/>.</summary>
    public Task<Generation> ActivateAsync(int dimension = 4) =>
        Generations.EnsureActiveAsync("test-model", Fingerprint, dimension, TestContext.Current.CancellationToken);

    /// <summary>Creates a product and returns its id.</summary>
    public async Task<ProductId> AddAsync(ProductDetails details, params string[] pictures)
    {
        WriteResult result = await Writes.CreateAsync(details, pictures, TestContext.Current.CancellationToken);
        Assert.Equal(WriteOutcome.Created, result.Outcome);
        return result.Product!.Id;
    }

    /// <summary>Creates a product with this title and returns its id.</summary>
    public Task<ProductId> AddAsync(string title, params string[] pictures) => AddAsync(new ProductDetails { Title = title }, pictures);

    /// <summary>Does the whole of an indexing pass: every lagging product is claimed, every picture gets an embedding of its reference, all is committed. Returns how many products.</summary>
    public async Task<int> IndexAllAsync(Generation generation, Func<ClaimedPicture, PictureWork>? work = null)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        int done = 0;
        while (await Outbox.ClaimAsync(generation.Id, null, 100, "test", TimeSpan.FromMinutes(1), cancellationToken) is { Count: > 0 } claims)
        {
            await Outbox.SaveWorkAsync(generation.Fingerprint, [.. claims.SelectMany(c => c.Pictures).Where(p => p.MustFetch).Select(work ?? (p => Embedded(p, generation.Dimension)))], cancellationToken);
            await Outbox.CommitAsync(generation.Id, "test", [.. claims.Select(c => new IndexedProduct(c.Product, c.Version))], cancellationToken);
            done += claims.Count;
        }

        return done;
    }

    /// <summary>Work that says the picture was fetched and embedded: the hash of its reference, and a unit vector made from it.</summary>
    public static PictureWork Embedded(ClaimedPicture picture, int dimension = 4)
    {
        ContentHash content = ContentHash.Of(System.Text.Encoding.UTF8.GetBytes(picture.Reference));
        return new PictureWork(picture.Id, content, null, UnitVector(content, dimension), null, null);
    }

    /// <summary>A unit vector that depends on nothing but the content.</summary>
    public static Half[] UnitVector(ContentHash content, int dimension = 4)
    {
#pragma warning disable CA5394 // Not for secrets.
        Random random = new(content.GetHashCode());
        double[] numbers = [.. Enumerable.Range(0, dimension).Select(_ => random.NextDouble() - 0.5)];
#pragma warning restore CA5394
        double length = Math.Sqrt(numbers.Sum(n => n * n));
        return [.. numbers.Select(n => (Half)(n / length))];
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        if (Server is not null)
        {
            await Server.DropDatabaseAsync(new NpgsqlConnectionStringBuilder(ConnectionString).Database!);
        }

        if (_ownsFolder && Directory.Exists(Folder))
        {
            Directory.Delete(Folder, recursive: true);
        }
    }

    private static async Task<string> MigrateTemplateAsync()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string name = await server.CreateDatabaseAsync();
        await using TemporaryCatalogue template = new(
            Directory.CreateTempSubdirectory("catalogue-").FullName, ownsFolder: false, new FakeTimeProvider(), new() { ["ConnectionStrings:catalog"] = server.ConnectionString(name) });
        await template.Startup.PrepareAsync(TestContext.Current.CancellationToken);
        return name;
    }

    private sealed class Place(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = Environments.Production;

        public string ApplicationName { get; set; } = "tests";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
