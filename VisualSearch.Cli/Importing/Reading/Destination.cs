namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Where in a product a column goes.</summary>
/// <param name="Language">A language tag for <see cref="Field.Title"/> and <see cref="Field.Description"/> of a translation; null for the product's own texts and all other fields.</param>
internal readonly record struct Destination(Field Field, string? Language = null)
{
    /// <summary>As it is written in <c>--map</c>.</summary>
    public override string ToString()
    {
        string name = FieldNames.Of(Field);
        return Language is null ? name : $"{name}_{Language}";
    }
}

/// <summary>The parts of a product that a file can fill.</summary>
internal enum Field
{
    ExternalId,
    Title,
    Description,
    Category,
    Brand,
    Price,
    Currency,
    InStock,
    Url,
    Images,
    Attributes,
    Translations,
}
