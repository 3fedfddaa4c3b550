using System.Net;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Writing;

/// <summary>Writes through a server's public contract.</summary>
internal sealed class ServerSink(ApiConnection api) : IProductSink
{
    private readonly ServerProducts _products = new(api);

    public string Name => api.Address.ToString();

    public async Task<ProductDetails?> FindAsync(string externalId, CancellationToken cancellationToken) => (await _products.FindAsync(ServerProducts.PathOf(externalId), cancellationToken))?.ToDetails();

    public Task<bool> FetchAgainAsync(string externalId, CancellationToken cancellationToken) => _products.FetchAgainAsync(externalId, cancellationToken);

    public async Task<SinkResult> WriteAsync(ImportRow row, CancellationToken cancellationToken)
    {
        string path = ServerProducts.PathOf(row.ExternalId);
        ServerProduct? known = await _products.FindAsync(path, cancellationToken);
        try
        {
            return row.Pictures is not null && row.Pictures.Any(picture => picture is RowPicture.Local)
                ? await WriteWithFilesAsync(path, row, known, cancellationToken)
                : await WritePlainAsync(path, row, known, cancellationToken);
        }
        catch (ApiProblemException problem) when (IsOfRow(problem))
        {
            return SinkResult.Refused(problem.Message);
        }
    }

    public ValueTask DisposeAsync()
    {
        api.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>The server understood and said no to this row; what it cannot do at the moment, or not for this user, it cannot do for any row.</summary>
    private static bool IsOfRow(ApiProblemException problem) =>
        problem.Status is { } status && (int)status is >= 400 and < 500
        && status is not (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests);

    private async Task<SinkResult> WritePlainAsync(string path, ImportRow row, ServerProduct? known, CancellationToken cancellationToken)
    {
        string[]? images = row.Pictures is null ? null : [.. row.Pictures.Cast<RowPicture.Address>().Select(picture => picture.Reference).Distinct()];
        if (known is not null && SameProduct.Are(known.ToDetails(), row.Details) && (images is null || SameAddresses.Are(images, known.Pictures)))
        {
            return new SinkResult(RowOutcome.Unchanged, 0);
        }

        (_, bool created) = await _products.PutAsync(path, row.Details, images, cancellationToken);
        return new SinkResult(created ? RowOutcome.Created : RowOutcome.Updated, images is null ? 0 : SameAddresses.NewIn(images, known?.Pictures ?? []));
    }

    /// <summary>
    /// Pictures go up before the details of a product that is there, and after those of one that is not; a picture that the server will not have then leaves
    /// everything as it was.
    /// </summary>
    private async Task<SinkResult> WriteWithFilesAsync(string path, ImportRow row, ServerProduct? known, CancellationToken cancellationToken)
    {
        (IReadOnlyList<PlannedPicture>? plan, string? reason) = await PlanAsync(row.Pictures!, cancellationToken);
        if (plan is null)
        {
            return SinkResult.Refused(reason!);
        }

        Dictionary<string, string> kept = known is null ? [] : await _products.KeptAsync(known, cancellationToken);
        HashSet<string> staying = [.. plan.Select(picture => picture.Address ?? kept.GetValueOrDefault(picture.Hash!)).OfType<string>()];
        ServerProduct? current = known;
        bool created = false;
        int uploaded = 0;
        using RemovedPictures removed = new(_products);
        try
        {
            List<string> wanted = [];
            foreach (PlannedPicture picture in plan)
            {
                string? address = picture.Address ?? kept.GetValueOrDefault(picture.Hash!);
                if (address is null)
                {
                    if (current is null)
                    {
                        (current, created) = await _products.PutAsync(path, row.Details, null, cancellationToken);
                    }

                    (current, address) = await UploadAsync(path, picture.File!, current, staying, removed, cancellationToken);
                    kept[picture.Hash!] = address;
                    staying.Add(address);
                    uploaded++;
                }

                wanted.Add(address);
            }

            return await FinishAsync(path, row, current!, known, [.. wanted.Distinct(StringComparer.Ordinal)], created, uploaded, cancellationToken);
        }
        catch (ApiProblemException problem) when (IsOfRow(problem))
        {
            await UndoAsync(path, known, created, uploaded, removed, cancellationToken);
            throw;
        }
    }

    private static async Task<(IReadOnlyList<PlannedPicture>? Plan, string? Reason)> PlanAsync(IReadOnlyList<RowPicture> pictures, CancellationToken cancellationToken)
    {
        List<PlannedPicture> plan = [];
        foreach (RowPicture picture in pictures)
        {
            if (picture is not RowPicture.Local(var file))
            {
                plan.Add(new PlannedPicture(((RowPicture.Address)picture).Reference, null, null));
                continue;
            }

            (byte[]? content, string? reason) = await PictureFile.ReadAsync(file, cancellationToken);
            if (content is null)
            {
                return (null, reason);
            }

            // Read again when it goes up, rather than held: a row may have twenty pictures of twenty megabytes.
            plan.Add(new PlannedPicture(null, file, ContentHash.Of(content).ToString()));
        }

        return (plan, null);
    }

    private async Task<SinkResult> FinishAsync(string path, ImportRow row, ServerProduct current, ServerProduct? known, List<string> wanted, bool created, int uploaded, CancellationToken cancellationToken)
    {
        bool samePictures = SameAddresses.Are(wanted, current.Pictures);
        bool sameDetails = SameProduct.Are(current.ToDetails(), row.Details);
        int pictures = SameAddresses.NewIn(wanted, known?.Pictures ?? []);
        if (!samePictures || !sameDetails)
        {
            await _products.PutAsync(path, row.Details, samePictures ? null : wanted, cancellationToken);
        }
        else if (uploaded == 0 && !created)
        {
            return new SinkResult(RowOutcome.Unchanged, 0);
        }

        return new SinkResult(created ? RowOutcome.Created : RowOutcome.Updated, pictures);
    }

    /// <summary>A product that is full of pictures that the row does not have takes no more until they are gone.</summary>
    private async Task<(ServerProduct Product, string Address)> UploadAsync(string path, string file, ServerProduct current, HashSet<string> staying, RemovedPictures removed, CancellationToken cancellationToken)
    {
        try
        {
            return await _products.UploadAsync(path, file, cancellationToken);
        }
        catch (ApiProblemException problem) when (problem.Code == "too_many_pictures")
        {
            await removed.RemoveAsync(path, current, staying, cancellationToken);
            return await _products.UploadAsync(path, file, cancellationToken);
        }
    }

    private async Task UndoAsync(string path, ServerProduct? known, bool created, int uploaded, RemovedPictures removed, CancellationToken cancellationToken)
    {
        if (created)
        {
            await _products.DeleteAsync(path, cancellationToken);
        }
        else if (known is not null && removed.Any)
        {
            await removed.PutBackAsync(path, known, cancellationToken);
        }
        else if (known is not null && uploaded > 0)
        {
            await _products.PutAsync(path, known.ToDetails(), known.Addresses, cancellationToken);
        }
    }

    /// <summary>An address, or a file and the SHA-256 of its content.</summary>
    private sealed record PlannedPicture(string? Address, string? File, string? Hash);
}
