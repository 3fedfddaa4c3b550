using System.CommandLine;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Cli.Importing.Writing;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Importing.Buckets;

/// <summary><c>visualsearch sync s3</c>.</summary>
internal static class SyncCommand
{
    public static Command Create(Session session)
    {
        SyncOptions options = new();
        ExampledCommand s3 = new(
            "s3",
            "Gives products the pictures that a bucket has of them; doing it again brings what changed",
            ("visualsearch sync s3 --bucket shop --prefix photos/", "photos/A-17/1.jpg and photos/A-17/2.jpg are the pictures of the product A-17"),
            ("visualsearch sync s3 --bucket shop --pattern **/{external_id}_{n}.{ext} --dry-run", "which keys fit, before anything is written"),
            ("visualsearch sync s3 --bucket shop --table pictures.csv", "a table says which keys are whose"),
            ("visualsearch sync s3 --bucket shop --endpoint http://localhost:9000 --create --data shop", "from a server of your own into a data folder, making products that are not there"));
        options.AddTo(s3);
        s3.SetAction((line, cancellationToken) => RunAsync(session, line, options, cancellationToken));
        return new Command("sync", "Brings pictures from elsewhere to the products they show") { s3 };
    }

    private static async Task<int> RunAsync(Session session, ParseResult line, SyncOptions options, CancellationToken cancellationToken)
    {
        TargetSettings where = session.TargetOf(line);
        S3Options connection = options.ConnectionOf(line, where);
        await using BucketRows source = await ListAsync(session, line, options, connection, cancellationToken);
        if (line.GetValue(options.DryRun))
        {
            return Preview(session, line, source);
        }

        if (source.Strange > 0)
        {
            session.Remark(line, $"{source.Strange:N0} of {source.Objects:N0} objects name no product, such as {source.StrangeKeys[0]}.");
        }

        using Target target = await TargetFinder.FindAsync(where, create: true, cancellationToken);
        await using IProductSink inner = target switch
        {
            Target.Server(var api) => new ServerSink(api),
            Target.Folder folder => await FolderSink.OpenAsync(folder with { Settings = WithBucket(folder.Settings, connection) }, !line.GetValue(options.NoIndex), cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(line), target, null),
        };
        using KnownTags tags = KnownTags.Open(source.Name, inner.Name);
        if (line.GetValue(options.Restart))
        {
            tags.ForgetAll();
        }

        // One that is gone may be the first of many: a shop that was emptied, or another one at the same address.
        bool trusting = tags.Any is not { } known || await inner.FindAsync(known, cancellationToken) is not null;

        ImportSettings settings = options.SettingsOf(line, source.Name);
        RowReader reader = new(ColumnMap.Read([]), new PictureFolder(settings.PictureFolder, settings.AllowOutside), settings.IdFrom, settings.Attributes);
        PictureSink sink = new(inner, tags, source.DigestOf, line.GetValue(options.Create), trusting);
        return (int)await new ImportSession(session, line, settings, source, reader, sink).RunAsync(cancellationToken);
    }

    /// <exception cref="CommandFailedException">The bucket cannot be listed.</exception>
    private static async Task<BucketRows> ListAsync(Session session, ParseResult line, SyncOptions options, S3Options connection, CancellationToken cancellationToken)
    {
        Func<string, (string, long)?> productOf = await options.ProductOfAsync(line, cancellationToken);
        using S3Listing listing = new(connection);
        long listed = 0;
        try
        {
            Task<BucketRows> listingAll = BucketRows.OpenAsync(listing, connection.Bucket!, options.PrefixOf(line), productOf, objects => Interlocked.Exchange(ref listed, objects), cancellationToken);
            await ImportProgress.ShowAsync(session.Screen, session.ShowsProgress(line), listingAll, () => (0, null, $"listing, {Interlocked.Read(ref listed):N0} objects"));
            return await listingAll;
        }
        catch (S3UnavailableException failure)
        {
            throw new CommandFailedException(ExitCode.Unavailable, $"The bucket {connection.Bucket} cannot be listed: {failure.Message}", failure);
        }
    }

    private static int Preview(Session session, ParseResult line, BucketRows source)
    {
        SyncPreview preview = new(source.Name, source.Objects, source.Length!.Value, source.Strange, source.StrangeKeys);
        if (session.Json(line))
        {
            session.Screen.WriteJson(preview);
        }
        else
        {
            session.Screen.OutputWriter.WriteLine($"{preview.Objects:N0} objects: pictures of {preview.Products:N0} products, and {preview.Strange:N0} that name none.");
            foreach (string key in preview.StrangeKeys)
            {
                session.Screen.OutputWriter.WriteLine($"  names no product: {key}");
            }
        }

        return (int)(preview.Products == 0 && preview.Objects > 0 ? ExitCode.Failed : ExitCode.Done);
    }

    /// <summary>Whoever indexes a data folder here fetches from the bucket that was just listed.</summary>
    private static TargetSettings WithBucket(TargetSettings settings, S3Options connection) => settings with
    {
        Set = [.. settings.Set, $"S3:Bucket={connection.Bucket}", $"S3:Region={connection.Region}", .. connection.ServiceUrl is null ? (string[])[] : [$"S3:ServiceUrl={connection.ServiceUrl}"]],
    };
}

/// <param name="Strange">Objects whose key names no product.</param>
/// <param name="StrangeKeys">A few of them.</param>
internal sealed record SyncPreview(string Source, long Objects, long Products, long Strange, IReadOnlyList<string> StrangeKeys);
