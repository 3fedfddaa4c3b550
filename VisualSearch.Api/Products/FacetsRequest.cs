using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Primitives;
using Microsoft.OpenApi;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>Reads and describes the query string of the facets: the filters of a search and the <c>q</c> of the product list. An empty value is the same as an absent one.</summary>
internal static class FacetsRequest
{
    /// <summary>Values of one repeatable filter.</summary>
    public const int MaxValues = 100;

    /// <returns>Meaningful only when no error was added.</returns>
    public static (SearchFilter Filter, string? Text) Read(IQueryCollection query, FieldErrors errors)
    {
        long? priceMin = Price(query, "price_min", decimal.Ceiling, errors);
        long? priceMax = Price(query, "price_max", decimal.Floor, errors);
        errors.Check(!(priceMin > priceMax), "price_min", "Must not be greater than price_max.");
        SearchFilter filter = new()
        {
            Categories = Names(query, "category", ProductLimits.CategoryLength, errors),
            Brands = Names(query, "brand", ProductLimits.BrandLength, errors),
            PriceMinMinor = priceMin,
            PriceMaxMinor = priceMax,
            InStock = ProductListRequest.ReadInStock(query, errors),
        };
        return (filter, ProductListRequest.ReadWords(query, errors));
    }

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        operation.Parameters ??= [];
        Add("category", "Exact name; several are alternatives.", new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } });
        Add("brand", "Exact name; several are alternatives.", new OpenApiSchema { Type = JsonSchemaType.Array, Items = new OpenApiSchema { Type = JsonSchemaType.String } });
        Add("price_min", "Least price, inclusive.", new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0" });
        Add("price_max", "Greatest price, inclusive.", new OpenApiSchema { Type = JsonSchemaType.Number, Minimum = "0" });
        Add("in_stock", "Only products whose stock is known and so.", new OpenApiSchema { Type = JsonSchemaType.Boolean });
        Add("q", "Looked for in titles of all languages and in external ids.", new OpenApiSchema { Type = JsonSchemaType.String });
        return Task.CompletedTask;

        void Add(string name, string description, OpenApiSchema schema) =>
            operation.Parameters.Add(new OpenApiParameter { Name = name, In = ParameterLocation.Query, Description = description, Schema = schema });
    }

    private static string[] Names(IQueryCollection query, string name, int maxLength, FieldErrors errors)
    {
        string[] values = [.. query[name].OfType<string>().Where(value => value.Length > 0)];
        errors.Check(values.Length <= MaxValues, name, $"May be given {MaxValues} times at most.");
        errors.Check(values.All(value => value.Length <= maxLength), name, $"At most {maxLength} characters.");
        errors.Check(!values.Any(value => JsonFields.HasControls(value, multiline: false)), name, "Must not contain control characters.");
        return values;
    }

    private static long? Price(IQueryCollection query, string name, Func<decimal, decimal> round, FieldErrors errors)
    {
        StringValues values = query[name];
        errors.Check(values.Count <= 1, name, "Give it once.");
        if (string.IsNullOrEmpty(values) || values.Count > 1)
        {
            return null;
        }

        if (decimal.TryParse(values[0], NumberStyles.Float, CultureInfo.InvariantCulture, out decimal price) && price is >= 0 and <= ProductLimits.Price)
        {
            return (long)round(price * 100m);
        }

        errors.Add(name, $"Must be a number from 0 to {ProductLimits.Price.ToString("F2", CultureInfo.InvariantCulture)}.");
        return null;
    }
}
