using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Export;

/// <summary>Of a data folder, which is taken for as long as the reading lasts.</summary>
internal sealed class FolderLines(Target.Folder folder) : ICatalogueLines
{
    private const int LinesAhead = 100;

    public async IAsyncEnumerable<string> ReadAsync(ExportRequest request, PictureCopies? pictures, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Channel<string> lines = Channel.CreateBounded<string>(new BoundedChannelOptions(LinesAhead) { SingleReader = true, SingleWriter = true });
        using CancellationTokenSource abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task writing = Task.Run(() => WriteAsync(request, pictures, lines.Writer, abandoned.Token), CancellationToken.None);
        try
        {
            await foreach (string line in lines.Reader.ReadAllAsync(cancellationToken))
            {
                yield return line;
            }
        }
        finally
        {
            await abandoned.CancelAsync();
            await writing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Whatever ends it ends the reading.</summary>
    private async Task WriteAsync(ExportRequest request, PictureCopies? pictures, ChannelWriter<string> lines, CancellationToken cancellationToken)
    {
        try
        {
            await CatalogueHost.UseAsync(
                folder,
                own: true,
                async engine =>
                {
                    IImageStore store = engine.GetRequiredService<IImageStore>();
                    ArrayBufferWriter<byte> line = new();
                    await foreach (ExportedProduct product in engine.GetRequiredService<CatalogueExport>().ReadAsync(new ExportQuery(request.Category, request.Brand, request.Embeddings), cancellationToken))
                    {
                        IReadOnlyDictionary<string, string> copies = await CopyAsync(product.Product, store, pictures, cancellationToken);
                        line.ResetWrittenCount();
                        ExportLine.Write(line, pictures is null ? product : WithoutMissing(product, copies), picture => (copies.GetValueOrDefault(picture.Reference, picture.Reference), IsKept(picture)));
                        await lines.WriteAsync(Encoding.UTF8.GetString(line.WrittenSpan).TrimEnd('\n'), cancellationToken);
                    }

                    return true;
                },
                cancellationToken);
            lines.Complete();
        }
        catch (Exception failure)
        {
            lines.Complete(failure);
            throw;
        }
    }

    private static ExportedProduct WithoutMissing(ExportedProduct product, IReadOnlyDictionary<string, string> copies) => product with
    {
        Product = product.Product with { Pictures = [.. product.Product.Pictures.Where(picture => !IsKept(picture) || copies.ContainsKey(picture.Reference))] },
    };

    private static bool IsKept(ProductPicture picture) => picture.Reference.StartsWith(ImageReference.Kept.Prefix, StringComparison.Ordinal);

    /// <summary>Paths by reference.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> CopyAsync(Product product, IImageStore store, PictureCopies? pictures, CancellationToken cancellationToken)
    {
        Dictionary<string, string> copies = [];
        foreach (string reference in product.Pictures.Where(picture => pictures is not null && IsKept(picture)).Select(picture => picture.Reference))
        {
            string key = reference[ImageReference.Kept.Prefix.Length..];
            if (await store.ReadAsync(key, cancellationToken) is { } content)
            {
                copies[reference] = await pictures!.SaveAsync(key, content, cancellationToken);
            }
            else
            {
                pictures!.Miss(product.Id.ToString(), reference, "its file is lost or cannot be read.");
            }
        }

        return copies;
    }
}
