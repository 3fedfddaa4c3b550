using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Postgres;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Catalogue;

public sealed class PostgresStartupTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_process_that_may_not_migrate_waits_for_somebody_to_do_it()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        await using TemporaryCatalogue careful = TemporaryCatalogue.Unprepared(server, await server.CreateDatabaseAsync(), ("Catalogue:MigrateAtStart", "false"));
        CatalogueUnavailableException refusal = await Assert.ThrowsAsync<CatalogueUnavailableException>(() => careful.Startup.PrepareAsync(Cancelled));
        Assert.Contains("db migrate", refusal.Message, StringComparison.Ordinal);

        Assert.NotEmpty(await careful.Get<CatalogueUpkeep>().MigrateAsync(Cancelled));
        Assert.Empty(await careful.Get<CatalogueUpkeep>().MigrateAsync(Cancelled));
        await careful.Startup.PrepareAsync(Cancelled);
        await careful.AddAsync("One");
    }

    [Fact]
    public async Task A_database_that_cannot_hold_every_text_is_refused()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        await server.ExecuteAsync("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'");
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(server, "narrow");
        CatalogueUnavailableException refusal = await Assert.ThrowsAsync<CatalogueUnavailableException>(() => catalogue.Startup.PrepareAsync(Cancelled));
        Assert.Contains("LATIN1", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres://u:secret@db/shop")]
    [InlineData("Username=u;Password=secret")]
    [InlineData("Host=db;Port=secret")]
    public void A_connection_string_that_cannot_be_read_is_refused_and_not_repeated(string unreadable)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection([new("ConnectionStrings:catalog", unreadable)]).Build();
        EngineModeException refusal = Assert.Throws<EngineModeException>(() => new ServiceCollection().AddCatalogue(configuration, EngineMode.Distributed));
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Three_connection_strings_make_it_a_catalogue_of_postgres_and_none_one_of_sqlite()
    {
        await using ServiceProvider distributed = Services(new() { ["ConnectionStrings:catalog"] = "Host=db;Database=shop", ["ConnectionStrings:redis"] = "r", ["ConnectionStrings:qdrant_http"] = "q" });
        await using ServiceProvider embedded = Services([]);
        Assert.Equal("db:5432/shop", Assert.IsType<PostgresDatabase>(distributed.GetRequiredService<CatalogueDatabase>()).Place);
        Assert.IsType<SqliteDatabase>(embedded.GetRequiredService<CatalogueDatabase>());

        static ServiceProvider Services(Dictionary<string, string?> settings)
        {
            ServiceCollection services = new();
            services.AddSingleton<Microsoft.Extensions.Hosting.IHostEnvironment>(new Microsoft.Extensions.Hosting.Internal.HostingEnvironment { ContentRootPath = Path.GetTempPath() });
            services.AddCatalogue(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
            return services.BuildServiceProvider();
        }
    }

    [Fact]
    public async Task What_the_schema_lacks_is_waited_for_until_it_was_seen_to_be_complete_and_is_a_mistake_of_ours_afterwards()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        catalogue.Execute("ALTER TABLE products RENAME COLUMN title TO name");
        await Assert.ThrowsAsync<CatalogueUnavailableException>(() => catalogue.Reads.FindAsync(ProductKey.OfExternal("a"), Cancelled));

        await catalogue.Startup.PrepareAsync(Cancelled);

        await Assert.ThrowsAsync<PostgresException>(() => catalogue.Reads.FindAsync(ProductKey.OfExternal("a"), Cancelled));
    }

    [Theory]
    [InlineData("53300", true)]
    [InlineData("57P03", true)]
    [InlineData("53100", true)]
    [InlineData("25006", true)]
    [InlineData("28P01", true)]
    [InlineData("3D000", true)]
    [InlineData("XX001", true)]
    [InlineData("42P01", true)]
    [InlineData("23505", false)]
    [InlineData("22P02", false)]
    public void A_server_that_refuses_is_told_from_a_mistake_of_ours(string code, bool unavailable) =>
        Assert.Equal(unavailable, CatalogueFailures.IsUnavailable(new PostgresException("message", "ERROR", "ERROR", code)));

    [Theory]
    [InlineData("40001", 1, false, true)]
    [InlineData("40P01", 9, true, true)]
    [InlineData("40P01", 10, false, false)]
    [InlineData("23505", 1, false, true)]
    [InlineData("23505", 1, true, false)]
    [InlineData("23505", 3, false, false)]
    [InlineData("57P01", 1, false, true)]
    [InlineData("57P01", 1, true, false)]
    [InlineData("57P03", 1, false, false)]
    public void Only_what_was_undone_for_certain_is_run_again(string code, int attempt, bool committing, bool again) =>
        Assert.Equal(again, PostgresFailures.MayRepeat(new PostgresException("message", "FATAL", "FATAL", code), attempt, committing));
}
