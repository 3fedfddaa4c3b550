namespace VisualSearch.Engine.Catalogue.Postgres;

/// <summary>What text search has to work with on this server, asked for once. Thread-safe.</summary>
internal sealed class TextAbilities
{
    private volatile IReadOnlyList<string>? _extensions;

    /// <summary>Whether near words can be looked for.</summary>
    public async Task<bool> HasTrigramsAsync(CatalogueContext context, CancellationToken cancellationToken) =>
        (_extensions ??= await PostgresSchema.ExtensionsAsync(context, cancellationToken).ConfigureAwait(false)).Contains(PostgresSchema.Trigrams);

    /// <summary>What was found at a start.</summary>
    public void Found(IReadOnlyList<string> extensions) => _extensions = extensions;

    /// <summary>Somebody took an extension away: the next one who wants it asks again.</summary>
    public void Forget() => _extensions = null;
}
