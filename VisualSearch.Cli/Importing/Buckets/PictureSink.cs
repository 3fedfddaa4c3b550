using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Buckets;

/// <summary>Gives products their pictures and leaves all else of them as it is; passes over those whose objects are as an earlier run found them.</summary>
/// <param name="digestOf">Changes with the objects of a product.</param>
/// <param name="create">Products that are not there are made, titled like their id.</param>
/// <param name="trusting">Products that are known are there; else each is asked for.</param>
internal sealed class PictureSink(IProductSink sink, KnownTags tags, Func<string, string> digestOf, bool create, bool trusting) : IProductSink
{
    public string Name => sink.Name;

    public FolderSink? Indexing => sink.Indexing;

    public Task<ProductDetails?> FindAsync(string externalId, CancellationToken cancellationToken) => sink.FindAsync(externalId, cancellationToken);

    public Task<bool> FetchAgainAsync(string externalId, CancellationToken cancellationToken) => sink.FetchAgainAsync(externalId, cancellationToken);

    public async Task<SinkResult> WriteAsync(ImportRow row, CancellationToken cancellationToken)
    {
        string digest = digestOf(row.ExternalId);
        string? before = tags.Find(row.ExternalId);
        if (before == digest && trusting)
        {
            return new SinkResult(RowOutcome.Unchanged, 0);
        }

        ProductDetails? details = await sink.FindAsync(row.ExternalId, cancellationToken);
        if (before is not null && details is null)
        {
            tags.Forget(row.ExternalId);
        }
        else if (before == digest)
        {
            return new SinkResult(RowOutcome.Unchanged, 0);
        }

        if (details is null && !create)
        {
            return SinkResult.Refused($"There is no product {row.ExternalId}; --create makes one.");
        }

        SinkResult result = await sink.WriteAsync(row with { Details = details ?? row.Details }, cancellationToken);
        if (result.Outcome == RowOutcome.Refused)
        {
            return result;
        }

        // Objects that were written over keep their keys: only their tags tell that there is something to fetch. Where no tag is known, any picture that was there already may be such a one.
        if (details is not null && (before is not null || result.Pictures < row.Pictures!.Count))
        {
            await sink.FetchAgainAsync(row.ExternalId, cancellationToken);
            result = result with { Outcome = RowOutcome.Updated };
        }

        tags.Keep(row.ExternalId, digest);
        return result;
    }

    public ValueTask DisposeAsync() => sink.DisposeAsync();
}
