using System.Globalization;
using Microsoft.Extensions.Primitives;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Intake;

namespace VisualSearch.Api.Products;

/// <summary>Reads the query string of the product list, with every error at once. An empty value is the same as an absent one.</summary>
internal static class ProductListRequest
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 200;
    public const int MaxTextLength = 200;

    /// <returns>Null when <paramref name="errors"/> got entries.</returns>
    public static ProductListQuery? Read(IQueryCollection query, FieldErrors errors)
    {
        ProductListQuery list = new(
            ReadLimit(query, errors),
            ReadCursor(query, errors),
            Text(query, "category", ProductLimits.CategoryLength, errors),
            Text(query, "brand", ProductLimits.BrandLength, errors),
            ReadInStock(query, errors),
            ReadWords(query, errors),
            ReadIndexState(query, errors));
        return errors.Any ? null : list;
    }

    private static string? ReadWords(IQueryCollection query, FieldErrors errors) =>
        Text(query, "q", MaxTextLength, errors)?.Trim() is { Length: > 0 } words ? words : null;

    private static bool? ReadInStock(IQueryCollection query, FieldErrors errors)
    {
        switch (Single(query, "in_stock", errors))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                errors.Add("in_stock", "Must be true or false.");
                return null;
        }
    }

    private static int ReadLimit(IQueryCollection query, FieldErrors errors)
    {
        if (Single(query, "limit", errors) is not { } text)
        {
            return DefaultLimit;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int limit) && limit is >= 1 and <= MaxLimit)
        {
            return limit;
        }

        errors.Add("limit", $"Must be a whole number from 1 to {MaxLimit}.");
        return DefaultLimit;
    }

    private static ProductId? ReadCursor(IQueryCollection query, FieldErrors errors)
    {
        if (Single(query, "cursor", errors) is not { } text)
        {
            return null;
        }

        if (ProductCursor.TryRead(text, out ProductId last))
        {
            return last;
        }

        errors.Add("cursor", "Must be a next_cursor that this API gave out.");
        return null;
    }

    private static IndexState? ReadIndexState(IQueryCollection query, FieldErrors errors)
    {
        switch (Single(query, "index_state", errors))
        {
            case null:
                return null;
            case "pending":
                return IndexState.Pending;
            case "indexed":
                return IndexState.Indexed;
            case "failed":
                return IndexState.Failed;
            default:
                errors.Add("index_state", "Must be pending, indexed or failed.");
                return null;
        }
    }

    private static string? Text(IQueryCollection query, string name, int maxLength, FieldErrors errors)
    {
        string? text = Single(query, name, errors);
        if (text is null)
        {
            return null;
        }

        errors.Check(text.Length <= maxLength, name, $"At most {maxLength} characters.");
        errors.Check(!JsonFields.HasControls(text, multiline: false), name, "Must not contain control characters.");
        return text;
    }

    private static string? Single(IQueryCollection query, string name, FieldErrors errors)
    {
        StringValues values = query[name];
        errors.Check(values.Count <= 1, name, "Give it once.");
        return string.IsNullOrEmpty(values) ? null : values[0];
    }
}
