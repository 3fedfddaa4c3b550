using VisualSearch.Cli.Targets;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;
using VisualSearch.Engine.Indexing;

namespace VisualSearch.Cli.Importing.Writing;

/// <summary>Writes into a data folder that this process owns.</summary>
internal sealed class FolderSink : IProductSink
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(300);

    /// <summary>The size that indexing works at, so that the same path through the decoder is tried.</summary>
    private static readonly PixelSpec Trial = new(224, 224);

    private readonly EngineHost _engine;
    private readonly ProductReads _reads;
    private readonly ProductWrites _writes;
    private readonly IndexSignals _signals;
    private readonly IImageStore _store;
    private readonly PictureDecoder _decoder;

    /// <param name="engine">Disposed with this.</param>
    public FolderSink(string name, EngineHost engine)
    {
        Name = name;
        _engine = engine;
        _reads = engine.Get<ProductReads>();
        _writes = engine.Get<ProductWrites>();
        _signals = engine.Get<IndexSignals>();
        _store = engine.Get<IImageStore>();
        _decoder = engine.Get<PictureDecoder>();
    }

    public string Name { get; }

    public FolderSink? Indexing => this;

    /// <param name="indexing">What is written is indexed while this lives.</param>
    /// <exception cref="CommandFailedException">The folder cannot be had.</exception>
    public static async Task<FolderSink> OpenAsync(Target.Folder folder, bool indexing, CancellationToken cancellationToken) =>
        new(folder.Path, await EngineHost.OpenAsync(folder, indexing, cancellationToken));

    public Task<ProductDetails?> FindAsync(string externalId, CancellationToken cancellationToken) =>
        SayingWhyAsync("read", async () => (await FindProductAsync(externalId, cancellationToken))?.Details);

    public Task<bool> FetchAgainAsync(string externalId, CancellationToken cancellationToken) => SayingWhyAsync(
        "written",
        async () => await FindProductAsync(externalId, cancellationToken) is { } product
            && await _engine.Get<ReindexMarks>().MarkAsync(ReindexScope.Pictures, [product.Id], cancellationToken) > 0);

    public Task<SinkResult> WriteAsync(ImportRow row, CancellationToken cancellationToken) => SayingWhyAsync("written", async () =>
    {
        Product? known = await FindProductAsync(row.ExternalId, cancellationToken);
        List<string>? references = null;
        if (row.Pictures is { } pictures)
        {
            (references, string? reason) = await KeepAsync(pictures, known, cancellationToken);
            if (references is null)
            {
                return SinkResult.Refused(reason!);
            }
        }

        string[] before = [.. known?.Pictures.OrderBy(picture => picture.Position).Select(picture => picture.Reference) ?? []];
        if (known is not null && SameProduct.Are(known.Details, row.Details) && (references is null || references.SequenceEqual(before, StringComparer.Ordinal)))
        {
            return new SinkResult(RowOutcome.Unchanged, 0);
        }

        WriteResult written = await _writes.ReplaceAsync(ProductKey.OfExternal(row.ExternalId), row.Details, references, null, cancellationToken);
        await _signals.WakeAsync(written.Product!.Id, written.Product.Version, cancellationToken);
        return new SinkResult(written.Outcome == WriteOutcome.Created ? RowOutcome.Created : RowOutcome.Updated, references?.Except(before, StringComparer.Ordinal).Count() ?? 0);
    });

    /// <summary>How far indexing is; pending falls to 0.</summary>
    public async Task<IndexStatus> IndexAsync(CancellationToken cancellationToken) => await _engine.Get<IndexStatusReader>().ReadAsync(cancellationToken);

    /// <summary>Returns when everything is indexed.</summary>
    /// <param name="seen">Told now and then how many products are left.</param>
    public async Task<IndexStatus> IndexedAsync(Action<long> seen, CancellationToken cancellationToken)
    {
        while (true)
        {
            IndexStatus status = await IndexAsync(cancellationToken);
            seen(status.Pending);
            if (status.Pending == 0)
            {
                return status;
            }

            await Task.Delay(LookEvery, TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Products of which no picture could be indexed.</summary>
    public async Task<long> FailedAsync(CancellationToken cancellationToken) =>
        (await _reads.ListAsync(new ProductListQuery(1, null, null, null, null, null, IndexState.Failed), cancellationToken)).Total;

    /// <summary>Products with a picture that could not be had for a passing reason and is tried again by whoever has the folder open then.</summary>
    public Task<long> PutOffAsync(CancellationToken cancellationToken) => _engine.Get<IndexOutbox>().PutOffAsync(cancellationToken);

    public ValueTask DisposeAsync() => _engine.DisposeAsync();

    private Task<Product?> FindProductAsync(string externalId, CancellationToken cancellationToken) => _reads.FindAsync(ProductKey.OfExternal(externalId), cancellationToken);

    /// <summary>Keeps the files' content, all of it or, when one is bad, nothing.</summary>
    private async Task<(List<string>? References, string? Reason)> KeepAsync(IReadOnlyList<RowPicture> pictures, Product? known, CancellationToken cancellationToken)
    {
        HashSet<string> there = [.. known?.Pictures.Select(picture => picture.Reference) ?? []];
        List<string> references = [];
        List<string> wanted = [];
        foreach (RowPicture picture in pictures)
        {
            if (picture is RowPicture.Address address)
            {
                references.Add(address.Reference);
                continue;
            }

            string path = ((RowPicture.Local)picture).Path;
            (byte[]? content, string? reason) = await PictureFile.ReadAsync(path, cancellationToken);
            if (content is null)
            {
                return (null, reason);
            }

            string kept = ImageReference.Kept.Prefix + ContentHash.Of(content);
            references.Add(kept);
            if (there.Add(kept))
            {
                if (await FailureOfAsync(content, cancellationToken) is { } failure)
                {
                    return (null, $"The picture {path}: {failure.Detail}");
                }

                wanted.Add(path);
            }
        }

        foreach (string path in wanted)
        {
            // Read again rather than held: a row may have twenty pictures of twenty megabytes.
            await _store.SaveAsync(await File.ReadAllBytesAsync(path, cancellationToken), cancellationToken);
        }

        // Files of equal content are one picture.
        return ([.. references.Distinct(StringComparer.Ordinal)], null);
    }

    private async Task<PictureFailure?> FailureOfAsync(byte[] content, CancellationToken cancellationToken)
    {
        PictureResult<PictureHeader> header = _decoder.Inspect(content);
        return header.Succeeded ? (await _decoder.DecodeAsync(content, Trial, cancellationToken)).Failure : header.Failure;
    }

    private async Task<T> SayingWhyAsync<T>(string what, Func<Task<T>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception failure) when (failure is CatalogueUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Unavailable, $"The data folder {Name} cannot be {what}: {failure.Message}", failure);
        }
    }
}
