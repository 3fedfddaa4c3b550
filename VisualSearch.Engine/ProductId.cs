using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace VisualSearch.Engine;

/// <summary>Our id of a product: positive, given by the catalogue, never used again. Opaque to clients, who see it as a decimal string.</summary>
public readonly record struct ProductId(long Value) : IComparable<ProductId>
{
    /// <summary>Reads the decimal form; false for anything that no catalogue ever gave out.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ProductId id)
    {
        bool parsed = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) && value > 0 && text[0] != '0';
        id = parsed ? new ProductId(value) : default;
        return parsed;
    }

    public int CompareTo(ProductId other) => Value.CompareTo(other.Value);

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    public static bool operator <(ProductId left, ProductId right) => left.Value < right.Value;

    public static bool operator >(ProductId left, ProductId right) => left.Value > right.Value;

    public static bool operator <=(ProductId left, ProductId right) => left.Value <= right.Value;

    public static bool operator >=(ProductId left, ProductId right) => left.Value >= right.Value;
}
