using System.Globalization;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Http;

/// <summary>Reads the filters that searches and facets share. Everything that is wrong is collected, nothing is corrected silently.</summary>
internal sealed class FilterOptions(OptionValues values, FieldErrors errors)
{
    /// <summary>Values of one repeatable filter.</summary>
    public const int MaxValues = 100;

    private const decimal MinorUnits = 100m;

    /// <returns>Meaningful only when no error was added.</returns>
    public SearchFilter Read()
    {
        long? priceMin = Price("price_min", decimal.Ceiling);
        long? priceMax = Price("price_max", decimal.Floor);
        errors.Check(!(priceMin > priceMax), "price_min", "Must not be greater than price_max.");
        return new SearchFilter
        {
            Categories = Names("category", ProductLimits.CategoryLength),
            Brands = Names("brand", ProductLimits.BrandLength),
            PriceMinMinor = priceMin,
            PriceMaxMinor = priceMax,
            InStock = Flag("in_stock"),
        };
    }

    private long? Price(string name, Func<decimal, decimal> round)
    {
        if (values.One(name, errors) is not string text)
        {
            return null;
        }

        if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal price) && price is >= 0 and <= ProductLimits.Price)
        {
            return (long)round(price * MinorUnits);
        }

        errors.Add(name, $"Must be a number from 0 to {ProductLimits.Price.ToString("F2", CultureInfo.InvariantCulture)}.");
        return null;
    }

    private bool? Flag(string name)
    {
        switch (values.One(name, errors))
        {
            case null:
                return null;
            case "true" or "1":
                return true;
            case "false" or "0":
                return false;
            default:
                errors.Add(name, "Must be true or false.");
                return null;
        }
    }

    private IReadOnlyList<string> Names(string name, int maxLength)
    {
        IReadOnlyList<string> names = values.All(name);
        errors.Check(names.Count <= MaxValues, name, $"May be given {MaxValues} times at most.");
        errors.Check(names.All(value => !string.IsNullOrWhiteSpace(value)), name, "Must not be empty.");
        errors.Check(names.All(value => value.Length <= maxLength), name, $"At most {maxLength} characters.");
        errors.Check(!names.Any(value => value.Any(char.IsControl)), name, "Must not contain control characters.");
        return names;
    }
}
