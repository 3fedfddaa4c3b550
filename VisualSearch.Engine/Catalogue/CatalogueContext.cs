using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using VisualSearch.Engine.Catalogue.Rows;

namespace VisualSearch.Engine.Catalogue;

/// <summary>The one model of the catalogue. What a database does in its own way is abstract here, and only that.</summary>
internal abstract class CatalogueContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<ProductRow> Products => Set<ProductRow>();

    public DbSet<PictureRow> Pictures => Set<PictureRow>();

    public DbSet<EmbeddingRow> Embeddings => Set<EmbeddingRow>();

    public DbSet<FingerprintRow> Fingerprints => Set<FingerprintRow>();

    public DbSet<WebhookEventRow> WebhookEvents => Set<WebhookEventRow>();

    public DbSet<SearchLogRow> SearchLog => Set<SearchLogRow>();

    public DbSet<ClickRow> Clicks => Set<ClickRow>();

    public DbSet<GenerationRow> Generations => Set<GenerationRow>();

    public DbSet<ProductIndexRow> ProductIndex => Set<ProductIndexRow>();

    public DbSet<IndexingSliceRow> IndexingSlices => Set<IndexingSliceRow>();

    /// <summary>All reads until the transaction ends see one state of the catalogue.</summary>
    public abstract Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>Waits until nobody else does this, and keeps others from it until the transaction ends.</summary>
    public abstract Task LockAsync(CatalogueLock what, CancellationToken cancellationToken);

    /// <summary>As <see cref="LockAsync"/>, but false at once when somebody else does it.</summary>
    public abstract Task<bool> TryLockAsync(CatalogueLock what, CancellationToken cancellationToken);

    /// <summary>Waits for the changes of products that are under way, and holds up others until the transaction ends.</summary>
    public abstract Task HoldProductsAsync(CancellationToken cancellationToken);

    /// <summary>The product's row, tombstones included, with its pictures, tracked; nobody else changes it until the transaction ends. Once a product in a transaction.</summary>
    public abstract Task<ProductRow?> TakeProductAsync(ProductKey key, CancellationToken cancellationToken);

    /// <summary>Keeps an event unless one of its id is kept already, then takes its product as <see cref="TakeProductAsync"/> does. Whoever keeps the same event at the same time is waited for.</summary>
    /// <returns>Whether the event was added; the product's row, null when there is none.</returns>
    public abstract Task<(bool Added, ProductRow? Product)> KeepEventAsync(WebhookEventRow received, CancellationToken cancellationToken);

    /// <summary>Saves all that changed, makes every generation lag behind the product's version, and the product findable by its words alone; by none when it is deleted.</summary>
    /// <param name="row">Tracked, with the version that it is to have.</param>
    /// <param name="words">Null when they are those that it is found by already.</param>
    /// <param name="now">UTC ticks.</param>
    public abstract Task SaveProductAsync(ProductRow row, ProductWords? words, long now, CancellationToken cancellationToken);

    /// <summary>Stores the vectors of contents that have none under the fingerprint yet.</summary>
    /// <param name="vectors">Contents are distinct.</param>
    public abstract Task AddEmbeddingsAsync(long fingerprint, IReadOnlyList<(byte[] Content, byte[] Vector)> vectors, CancellationToken cancellationToken);

    /// <summary>Writes entries of the search log. An id that is there already is the same search: one bad entry must not hold up the log for ever.</summary>
    public abstract Task AddSearchesAsync(IReadOnlyList<SearchLogEntry> searches, CancellationToken cancellationToken);

    /// <summary>Between two tables of a query that is best read in the order in which it is written.</summary>
    public abstract string OrderedJoin { get; }

    /// <summary>The words with those that no product has replaced by the nearest that one has; null when there is none to replace, or the database knows no nearness.</summary>
    /// <param name="words">Folded; the last may be unfinished.</param>
    public abstract Task<IReadOnlyList<string>?> CorrectAsync(IReadOnlyList<string> words, CancellationToken cancellationToken);

    /// <summary>Products that have every word, as the beginning of a word, in a title or the external id.</summary>
    public abstract IQueryable<ProductRow> ProductsTitled(IReadOnlyList<string> words);

    /// <summary>Counts every living product into the facets.</summary>
    /// <param name="filter">That of the tally.</param>
    /// <param name="match">Only products that these words find; null for all.</param>
    public abstract Task TallyAsync(FacetTally tally, SearchFilter filter, WordMatch? match, CancellationToken cancellationToken);

    /// <summary>Ids of products whose titles match, oldest first, at most <paramref name="limit"/>: it ends with the last that is asked for, so it costs little however many match.</summary>
    /// <param name="words">One or more, folded; the last by its beginning.</param>
    public abstract Task<List<long>> FindTitlesAsync(IReadOnlyList<string> words, TitleMatch match, int limit, CancellationToken cancellationToken);

    /// <summary>Living products by words, best first.</summary>
    /// <param name="everyWord">False: any of the words will do.</param>
    public abstract Task<List<(long Product, double Score)>> FindWordsAsync(IReadOnlyList<string> words, bool everyWord, SearchFilter filter, int limit, CancellationToken cancellationToken);

    /// <summary>{0} to {8}: the columns in their order.</summary>
    public const string KeepEvent = """
        INSERT INTO webhook_events (event_id, kind, source, external_id, received_at, occurred_at, status, error, body)
        VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}, {8})
        ON CONFLICT (event_id) DO NOTHING
        """;

    /// <summary>The outbox of a product's change; {0} its id, {1} its version, {2} now. A wake-up follows the commit, so it counts as queued. What already lagged keeps the time since when.</summary>
    public const string LagBehind = """
        INSERT INTO product_index (generation_id, product_id, indexed_version, target_version, changed_at, queued_at)
        SELECT id, {0}, 0, {1}, {2}, {2} FROM index_generations WHERE true
        ON CONFLICT (generation_id, product_id) DO UPDATE SET
            changed_at = CASE WHEN product_index.indexed_version < product_index.target_version THEN product_index.changed_at ELSE excluded.changed_at END,
            target_version = excluded.target_version,
            queued_at = excluded.queued_at
        """;

    /// <summary>Adds to a slice; {0} to {5}: the columns in their order.</summary>
    public const string AddToSlice = """
        INSERT INTO indexing_slices (at, worker, seen_at, products, pictures, failed_pictures)
        VALUES ({0}, {1}, {2}, {3}, {4}, {5})
        ON CONFLICT (at, worker) DO UPDATE SET
            seen_at = excluded.seen_at,
            products = indexing_slices.products + excluded.products,
            pictures = indexing_slices.pictures + excluded.pictures,
            failed_pictures = indexing_slices.failed_pictures + excluded.failed_pictures
        """;

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<ProductRow>(product =>
        {
            product.ToTable("products");
            product.HasIndex(p => p.ExternalId).IsUnique();
            product.HasIndex(p => p.Article).HasFilter("article IS NOT NULL");
            product.HasIndex(p => p.DeletedAt);
            product.HasIndex(p => new { p.Category, p.Id }).HasFilter("deleted_at IS NULL");
            product.HasIndex(p => new { p.Brand, p.Id }).HasFilter("deleted_at IS NULL");
            product.HasMany(p => p.Pictures).WithOne().HasForeignKey(p => p.ProductId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<PictureRow>(picture =>
        {
            picture.ToTable("pictures");
            picture.HasIndex(p => new { p.ProductId, p.Position });
            picture.HasIndex(p => p.Content).HasFilter("content IS NOT NULL");
            picture.HasIndex(p => p.NextAttemptAt).HasFilter("next_attempt_at IS NOT NULL");
            picture.HasIndex(p => p.ProductId, "IX_pictures_failing").HasFilter("error IS NOT NULL");
        });
        modelBuilder.Entity<FingerprintRow>(fingerprint =>
        {
            fingerprint.ToTable("fingerprints");
            fingerprint.HasIndex(f => f.Fingerprint).IsUnique();
        });
        modelBuilder.Entity<EmbeddingRow>(embedding =>
        {
            embedding.ToTable("embeddings");
            embedding.HasIndex(e => new { e.FingerprintId, e.Content }).IsUnique();
            embedding.HasOne<FingerprintRow>().WithMany().HasForeignKey(e => e.FingerprintId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<WebhookEventRow>(received =>
        {
            received.ToTable("webhook_events").HasKey(e => e.EventId);
            received.HasIndex(e => new { e.ReceivedAt, e.EventId });
            received.HasIndex(e => new { e.Status, e.ReceivedAt, e.EventId });
            received.HasIndex(e => new { e.ExternalId, e.ReceivedAt, e.EventId });
        });
        modelBuilder.Entity<SearchLogRow>(search =>
        {
            search.ToTable("search_log").HasKey(s => s.SearchId);
            search.HasIndex(s => s.At);
        });
        modelBuilder.Entity<ClickRow>(click =>
        {
            click.ToTable("search_clicks");
            click.HasOne<SearchLogRow>().WithMany().HasForeignKey(c => c.SearchId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<GenerationRow>(generation =>
        {
            generation.ToTable("index_generations");
            generation.HasIndex(g => g.Active).IsUnique();
            generation.HasIndex(g => g.Collection).IsUnique();
        });
        modelBuilder.Entity<ProductIndexRow>(progress =>
        {
            progress.ToTable("product_index").HasKey(i => new { i.GenerationId, i.ProductId });
            progress.HasIndex(i => new { i.GenerationId, i.ChangedAt, i.ProductId }).HasFilter("indexed_version < target_version");
            progress.HasIndex(i => i.ProductId);
            progress.HasOne<GenerationRow>().WithMany().HasForeignKey(i => i.GenerationId).OnDelete(DeleteBehavior.Cascade);
            progress.HasOne<ProductRow>().WithMany().HasForeignKey(i => i.ProductId).OnDelete(DeleteBehavior.Cascade);
        });
        modelBuilder.Entity<IndexingSliceRow>().ToTable("indexing_slices").HasKey(s => new { s.At, s.Worker });

        foreach (IMutableProperty property in modelBuilder.Model.GetEntityTypes().SelectMany(e => e.GetProperties()))
        {
            property.SetColumnName(SnakeCase(property.Name));
        }
    }

    private static string SnakeCase(string name)
    {
        if (name == nameof(PictureRow.ETag))
        {
            return "etag";
        }

        StringBuilder snake = new(name.Length + 4);
        foreach (char c in name)
        {
            if (char.IsUpper(c) && snake.Length > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(c));
        }

        return snake.ToString();
    }
}
