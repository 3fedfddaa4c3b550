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

    /// <summary>All reads until the transaction ends see one state of the catalogue.</summary>
    public abstract Task<IAsyncDisposable> BeginSnapshotAsync(CancellationToken cancellationToken);

    /// <summary>Makes the product findable by these words, instead of those it had.</summary>
    public abstract Task WriteWordsAsync(long product, ProductWords words, CancellationToken cancellationToken);

    public abstract Task RemoveWordsAsync(long product, CancellationToken cancellationToken);

    /// <summary>Products that have every word, as the beginning of a word, in a title or the external id.</summary>
    public abstract IQueryable<ProductRow> ProductsTitled(IReadOnlyList<string> words);

    /// <summary>Adds what is filtered by of every living product, one after the other.</summary>
    /// <param name="match">Only of products that these words find; null for all.</param>
    public abstract Task TallyAsync(FacetTally tally, WordMatch? match, CancellationToken cancellationToken);

    /// <summary>Ids of products whose titles match, oldest first, at most <paramref name="limit"/>: it ends with the last that is asked for, so it costs little however many match.</summary>
    /// <param name="words">One or more, folded; the last by its beginning.</param>
    public abstract Task<List<long>> FindTitlesAsync(IReadOnlyList<string> words, TitleMatch match, int limit, CancellationToken cancellationToken);

    /// <summary>Living products by words, best first.</summary>
    /// <param name="everyWord">False: any of the words will do.</param>
    public abstract Task<List<(long Product, double Score)>> FindWordsAsync(IReadOnlyList<string> words, bool everyWord, SearchFilter filter, int limit, CancellationToken cancellationToken);

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
