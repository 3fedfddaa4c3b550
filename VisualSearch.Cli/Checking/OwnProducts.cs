using System.Net.Http.Json;
using System.Security.Cryptography;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Checking;

/// <summary>Products that the checks make under names of their own, and take away again.</summary>
internal sealed class OwnProducts(CheckRun run, TimeProvider time)
{
    /// <summary>Begins the external id of every product that a check makes.</summary>
    public const string Prefix = "visualsearch-check-";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    private readonly List<string> _made = [];
    private Task<OwnProduct>? _shared;

    public static string NewExternalId() => Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));

    /// <summary>An external id of which any product will be removed in the end.</summary>
    public string Reserve()
    {
        string id = NewExternalId();
        _made.Add(id);
        return id;
    }

    /// <summary>One product, indexed, for all checks that only look at it.</summary>
    public Task<OwnProduct> SharedAsync(CancellationToken cancellationToken) => _shared ??= MakeAsync(cancellationToken);

    /// <summary>A product with a picture, as soon as it is indexed.</summary>
    /// <returns>The product; or what stood in the way, in <see cref="OwnProduct.Missing"/>.</returns>
    public async Task<OwnProduct> MakeAsync(CancellationToken cancellationToken)
    {
        string externalId = Reserve();
        byte[] picture = CheckPicture.Png();
        OwnProduct product = new(externalId, null, picture, null, null);
        try
        {
            Reply created = await run.SendAsync(HttpMethod.Post, "api/v1/products", () => JsonContent.Create(new { external_id = externalId, title = $"Check {externalId}", category = Prefix, price = 12.5, currency = "KGS", in_stock = true }), cancellationToken);
            if (created.Status != 201 || created.TextAt("product_id") is not { } id)
            {
                return product with { Missing = $"No product to work with: creating one was answered {created.Came}." };
            }

            Reply sent = await run.SendAsync(HttpMethod.Post, $"api/v1/products/{id}/images", () => Bodies.Form(picture), cancellationToken);
            if (sent.Status != 201)
            {
                return product with { Id = id, Missing = $"No picture to work with: sending one was answered {sent.Came}." };
            }

            while (true)
            {
                Reply seen = await run.SendAsync(HttpMethod.Get, $"api/v1/products/{id}", cancellationToken);
                string? state = seen.TextAt("index_state");
                if (state != "pending")
                {
                    return product with { Id = id, Image = seen.TextAt("images.0.url"), Missing = state == "indexed" ? null : $"The product was not indexed: {seen.Came}, index_state {state ?? "missing"}." };
                }

                await Task.Delay(Look, time, cancellationToken);
            }
        }
        catch (OperationCanceledException)
        {
            // Whether the user or the check's time ended it, the next one need not wait as long again.
            return product with { Missing = "The product was not indexed in time." };
        }
        catch (ApiProblemException failure)
        {
            return product with { Missing = failure.Message };
        }
    }

    /// <summary>Removes what was made, as far as it is still there.</summary>
    /// <returns>What could not be removed.</returns>
    public async Task<IReadOnlyList<string>> RemoveAllAsync(CancellationToken cancellationToken)
    {
        if (_made.Count == 0)
        {
            return [];
        }

        List<string> left = [];
        List<string> unknown = [];
        foreach (string id in _made)
        {
            switch (await RemoveAsync(id, cancellationToken))
            {
                case 204:
                    break;
                case 404:
                    unknown.Add(id);
                    break;
                default:
                    left.Add(id);
                    break;
            }
        }

        // What is not there yet may come: a request whose answer nobody waited for is perhaps still being carried out.
        await Task.Delay(5 * Look, time, CancellationToken.None);
        foreach (string id in unknown)
        {
            if (await RemoveAsync(id, cancellationToken) is not (204 or 404))
            {
                left.Add(id);
            }
        }

        return left;
    }

    /// <returns>The answer's status; 0 without one.</returns>
    private async Task<int> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            return (await run.SendAsync(HttpMethod.Delete, $"api/v1/products/ext:{id}", cancellationToken)).Status;
        }
        catch (Exception failure) when (failure is ApiProblemException or OperationCanceledException or HttpRequestException or IOException)
        {
            return 0;
        }
    }
}

/// <summary>A product that a check made.</summary>
/// <param name="Id">The server's; null when it was not made.</param>
/// <param name="Image">Where the server says its picture is.</param>
/// <param name="Missing">Why it cannot be worked with; null when it can.</param>
internal sealed record OwnProduct(string ExternalId, string? Id, byte[] Picture, string? Image, string? Missing);
