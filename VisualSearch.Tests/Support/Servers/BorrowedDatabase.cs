namespace VisualSearch.Tests.Support.Servers;

/// <summary>A database of the shared Postgres for a test that hands its address to a process. Disposing drops it, whoever is still connected.</summary>
internal sealed class BorrowedDatabase : IAsyncDisposable
{
    private readonly PostgresServer _server;
    private readonly string _name;

    private BorrowedDatabase(PostgresServer server, string name)
    {
        _server = server;
        _name = name;
    }

    public string ConnectionString => _server.ConnectionString(_name);

    /// <param name="migrated">With the schema and nothing in it; else without a table.</param>
    public static async Task<BorrowedDatabase> TakeAsync(bool migrated)
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        return new BorrowedDatabase(server, await (migrated ? TemporaryCatalogue.CreateDatabaseAsync() : server.CreateDatabaseAsync()));
    }

    public ValueTask DisposeAsync() => new(_server.DropDatabaseAsync(_name));
}
