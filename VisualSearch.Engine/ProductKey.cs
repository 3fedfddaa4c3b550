using System.Diagnostics.CodeAnalysis;

namespace VisualSearch.Engine;

/// <summary>How a client names a product: by our id, or as <c>ext:{external_id}</c> by its own.</summary>
public readonly record struct ProductKey
{
    public const string ExternalPrefix = "ext:";

    /// <summary>The longest external id that can be stored, in UTF-16 units.</summary>
    public const int MaxExternalIdLength = 200;

    private ProductKey(ProductId? id, string? externalId)
    {
        Id = id;
        ExternalId = externalId;
    }

    /// <summary>Set when the product was named by our id.</summary>
    public ProductId? Id { get; }

    /// <summary>Set when the product was named by its external id.</summary>
    public string? ExternalId { get; }

    public static ProductKey Of(ProductId id) => new(id, null);

    public static ProductKey OfExternal(string externalId) => new(null, externalId);

    /// <summary>Reads a route or option value; false when it can name no product (which a client sees as 404).</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductKey key)
    {
        key = default;
        if (text is null)
        {
            return false;
        }

        if (text.StartsWith(ExternalPrefix, StringComparison.Ordinal))
        {
            string externalId = text[ExternalPrefix.Length..];
            if (externalId.Length is 0 or > MaxExternalIdLength)
            {
                return false;
            }

            key = OfExternal(externalId);
            return true;
        }

        if (!ProductId.TryParse(text, out ProductId id))
        {
            return false;
        }

        key = Of(id);
        return true;
    }

    public override string ToString() => ExternalId is null ? Id.GetValueOrDefault().ToString() : ExternalPrefix + ExternalId;
}
