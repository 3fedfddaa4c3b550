using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>A server and as many writers as its pool has connections. What a conflict undid is run again; what may have been committed never is.</summary>
internal sealed partial class PostgresDatabase : CatalogueDatabase
{
    /// <summary>Connections of one process, unless the connection string says otherwise: several processes share the server's hundred.</summary>
    private const int MostConnections = 32;

    /// <summary>Statements that a connection keeps planned, unless the connection string says otherwise.</summary>
    private const int KeptStatements = 64;

    /// <summary>Seconds until a server that does not answer counts as away, unless the connection string says otherwise.</summary>
    private const int ConnectSeconds = 5;

    private readonly NpgsqlDataSource _source;
    private readonly PooledDbContextFactory<PostgresCatalogue> _contexts;
    private readonly CatalogueOptions _options;
    private readonly TextAbilities _abilities = new();
    private readonly ILogger<PostgresDatabase> _logger;
    private volatile bool _prepared;

    /// <param name="connectionString">As Npgsql reads it.</param>
    /// <exception cref="ArgumentException">It cannot be read.</exception>
    public PostgresDatabase(string connectionString, IOptions<CatalogueOptions> options, CatalogueMetrics metrics, ILoggerFactory loggers)
        : base(metrics)
    {
        _options = options.Value;
        _logger = loggers.CreateLogger<PostgresDatabase>();
        NpgsqlConnectionStringBuilder given = new(connectionString);
        SetUnlessGiven(given, "Maximum Pool Size", MostConnections);
        SetUnlessGiven(given, "Max Auto Prepare", KeptStatements);
        SetUnlessGiven(given, "Timeout", ConnectSeconds);
        SetUnlessGiven(given, "Command Timeout", (int)options.Value.CommandTimeout.TotalSeconds);
        // Nothing is set for a session, so there is nothing to reset at each use of a connection.
        SetUnlessGiven(given, "No Reset On Close", true);
        given.ApplicationName ??= "visualsearch";
        Place = $"{given.Host}:{given.Port}/{given.Database ?? given.Username}";
        NpgsqlDataSourceBuilder source = new(given.ToString());
        source.UseLoggerFactory(loggers);
        _source = source.Build();
        _contexts = new PooledDbContextFactory<PostgresCatalogue>(new DbContextOptionsBuilder<PostgresCatalogue>()
            .UseNpgsql(_source)
            .UseLoggerFactory(loggers)
            .AddInterceptors(new PostgresCommands())
            // What fails is thrown as well, and told by whoever can say what it means.
            .ConfigureWarnings(warnings => warnings.Log(
                (RelationalEventId.CommandExecuted, LogLevel.Debug),
                (RelationalEventId.CommandError, LogLevel.Debug),
                (RelationalEventId.ConnectionError, LogLevel.Debug),
                (RelationalEventId.TransactionError, LogLevel.Debug),
                (CoreEventId.QueryIterationFailed, LogLevel.Debug),
                (CoreEventId.SaveChangesFailed, LogLevel.Debug)))
            .Options);
    }

    public override string Place { get; }

    public override bool HasOneOwner => false;

    public override CatalogueContext Open()
    {
        PostgresCatalogue context = _contexts.CreateDbContext();
        context.Abilities = _abilities;
        return context;
    }

    /// <inheritdoc/>
    /// <remarks>A read whose connection was lost is run again at once, on a new one.</remarks>
    public override async Task<T> ReadAsync<T>(Func<CatalogueContext, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                await using CatalogueContext context = Open();
                return await read(context, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception failure) when (PostgresFailures.MayRepeat(failure, attempt, committing: false))
            {
                Forget(failure);
            }
            catch (Exception failure) when (IsUnavailable(failure))
            {
                throw Refused(failure);
            }
        }
    }

    public override async Task<T> WriteAsync<T>(Func<CatalogueContext, CancellationToken, Task<T>> change, CancellationToken cancellationToken)
    {
        using CatalogueMetrics.WriteTimer timer = Metrics.TimeWrite();
        for (int attempt = 1; ; attempt++)
        {
            bool committing = false;
            try
            {
                await using CatalogueContext context = Open();
                // A change that fails is undone whole, so nothing ever goes back to a savepoint, and each costs two journeys.
                context.Database.AutoSavepointsEnabled = false;
                await using var transaction = await context.Database.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
                T result = await change(context, cancellationToken).ConfigureAwait(false);
                committing = true;
                // Not cancellable: whether it happened must be known.
                await transaction.CommitAsync(CancellationToken.None).ConfigureAwait(false);
                return result;
            }
            catch (Exception failure) when (PostgresFailures.MayRepeat(failure, attempt, committing))
            {
                Metrics.RepeatedWrite();
                Forget(failure);
            }
            catch (Exception failure) when (IsUnavailable(failure))
            {
                Forget(failure);
                throw committing
                    ? new CatalogueUnavailableException("The catalogue was lost while it made a change lasting; it is not known whether the change was made.", Refused(failure))
                    : Refused(failure);
            }
        }
    }

    public override async Task MigrateAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using CatalogueContext context = Open();
            await PostgresSchema.RefuseWrongEncodingAsync(context, cancellationToken).ConfigureAwait(false);
            // As long as it takes: an index over many rows, or the wait for another process that makes it.
            context.Database.SetCommandTimeout(0);
            // The lock is the connection's, so it is kept open, and closed rather than given back should this fail.
            await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({(long)CatalogueLock.Migration})", cancellationToken).ConfigureAwait(false);
            try
            {
                await context.Database.MigrateAsync(cancellationToken).ConfigureAwait(false);
                await PostgresSchema.UseExtensionsAsync(context, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                await context.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({(long)CatalogueLock.Migration})", CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (IsUnavailable(failure))
        {
            throw Refused(failure);
        }
    }

    /// <summary>Brings the schema up to date, or makes sure that somebody has, as <see cref="CatalogueOptions.MigrateAtStart"/> says; and tells what text search has to work with.</summary>
    /// <exception cref="CatalogueUnavailableException">The schema is not up to date, or the database refused service.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (_options.MigrateAtStart)
        {
            await MigrateAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (await ReadAsync(async (context, token) => (await context.Database.GetPendingMigrationsAsync(token).ConfigureAwait(false)).ToArray(), cancellationToken).ConfigureAwait(false) is { Length: > 0 } pending)
        {
            throw new CatalogueUnavailableException($"The schema of {Place} lacks {string.Join(", ", pending)}: run visualsearch db migrate, or set Catalogue:MigrateAtStart.");
        }

        IReadOnlyList<string> extensions = await ReadAsync(PostgresSchema.ExtensionsAsync, cancellationToken).ConfigureAwait(false);
        _abilities.Found(extensions);
        _prepared = true;
        TextSearchHas(_logger, extensions.Contains(PostgresSchema.Trigrams) ? "finds near words for misspelt ones" : "takes words as they are spelt", extensions);
    }

    public override async Task<DatabaseFacts> DescribeAsync(CatalogueContext context, CancellationToken cancellationToken) => new(
        await context.Database.SqlQuery<long>($"""SELECT pg_database_size(current_database()) AS "Value" """).SingleAsync(cancellationToken).ConfigureAwait(false),
        0,
        null,
        await PostgresSchema.ExtensionsAsync(context, cancellationToken).ConfigureAwait(false));

    /// <summary>Until this process has seen the schema up to date, what it lacks is about to be made, by another process or by the operator; afterwards it is a mistake of ours.</summary>
    protected override bool IsUnavailable(Exception failure) => base.IsUnavailable(failure) || (!_prepared && PostgresFailures.IsOlderSchema(failure));

    public override void Dispose() => _source.Dispose();

    /// <exception cref="EngineModeException">The connection string cannot be read, or names no server. The message does not repeat it, for it may hold a password.</exception>
    public static void RefuseUnreadable(string connectionString)
    {
        try
        {
            if (!string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host))
            {
                return;
            }
        }
        catch (Exception unreadable) when (unreadable is ArgumentException or FormatException)
        {
        }

        throw new EngineModeException("The connection string catalog cannot be read. It is like Host=localhost;Username=visualsearch;Password=...;Database=visualsearch.");
    }

    private static void SetUnlessGiven(NpgsqlConnectionStringBuilder given, string name, object value)
    {
        if (!given.ShouldSerialize(name))
        {
            given[name] = value;
        }
    }

    /// <summary>The idle connections are of the same server, and as lost as this one.</summary>
    private void Forget(Exception failure)
    {
        if (PostgresFailures.IsLostConnection(failure))
        {
            _source.Clear();
        }
    }

    [LoggerMessage(LogLevel.Information, "Text search {Ability}; extensions present: {Extensions}")]
    private static partial void TextSearchHas(ILogger logger, string ability, IReadOnlyList<string> extensions);
}
