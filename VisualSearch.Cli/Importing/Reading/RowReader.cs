using System.Globalization;
using System.Text.Json;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Turns a row of a file into a product, or says everything that is wrong with it. The bounds are the server's, so that what passes here passes there.</summary>
/// <param name="attributes">Columns that fill no field become attributes.</param>
internal sealed class RowReader(ColumnMap map, PictureFolder pictures, IdSource idFrom, bool attributes)
{
    /// <returns>The product, or the reason why the row is none.</returns>
    public (ImportRow? Row, string? Reason) Read(SourceRow row)
    {
        if (row.Fault is { } fault)
        {
            return (null, fault);
        }

        RowFields fields = new(row, map.LayoutOf(row.Columns));
        string title = ReadTitle(fields);
        string? externalId = ReadExternalId(fields, row, title);
        List<RowPicture> found = ReadPictures(fields);
        ProductDetails details = new()
        {
            ExternalId = externalId,
            Title = title,
            Description = fields.Text(Field.Description, ProductLimits.DescriptionLength, multiline: true),
            Category = fields.Text(Field.Category, ProductLimits.CategoryLength),
            Brand = fields.Text(Field.Brand, ProductLimits.BrandLength),
            PriceMinor = ReadPrice(fields),
            Currency = ReadCurrency(fields),
            InStock = ReadStock(fields),
            Url = ReadUrl(fields),
            Attributes = RowAttributes.Read(fields, attributes),
            Translations = RowTranslations.Read(fields),
        };
        return fields.Errors.Count > 0
            ? (null, string.Join(" ", fields.Errors))
            : (new ImportRow(row.Number, row.Line, externalId!, details, found.Count == 0 ? null : found), null);
    }

    private static string ReadTitle(RowFields fields)
    {
        string? title = fields.Text(Field.Title, ProductLimits.TitleLength);
        if (title is null && !fields.Failed(Field.Title))
        {
            fields.Errors.Add("No title.");
        }

        return title ?? string.Empty;
    }

    private string? ReadExternalId(RowFields fields, SourceRow row, string title)
    {
        string? given = fields.Text(Field.ExternalId, ProductKey.MaxExternalIdLength);
        string? id = (given, idFrom) switch
        {
            (not null, _) => given,
            (null, IdSource.Title) when title.Length > 0 => title,
            (null, IdSource.Row) => $"row-{row.Number}",
            _ => null,
        };
        if (id is null && !fields.Failed(Field.ExternalId))
        {
            fields.Errors.Add(idFrom == IdSource.Column ? "No external id (--id-from title or row makes one)." : "No external id.");
        }
        else if (id?.Length > ProductKey.MaxExternalIdLength)
        {
            fields.Errors.Add($"The title is too long to be the external id: at most {ProductKey.MaxExternalIdLength} characters.");
        }

        return id;
    }

    private static long? ReadPrice(RowFields fields)
    {
        if (fields.Find(Field.Price) is not { } cell)
        {
            return null;
        }

        decimal price = 0;
        bool read = cell.Text is { } text && (cell.Json.ValueKind == JsonValueKind.Number ? CellValues.TryReadNumber(text, out price) : CellValues.TryReadPrice(text, out price));
        if (!read)
        {
            return fields.Refuse<long?>($"The price {cell.Text} is not a number, or not one that can be read in one way only.");
        }

        if (price is < 0 or > ProductLimits.Price)
        {
            return fields.Refuse<long?>(string.Create(CultureInfo.InvariantCulture, $"The price {cell.Text} is not between 0 and {ProductLimits.Price}."));
        }

        decimal minor = price * 100;
        return minor == decimal.Truncate(minor) ? (long)minor : fields.Refuse<long?>($"The price {cell.Text} has more than two decimals.");
    }

    private static string? ReadCurrency(RowFields fields)
    {
        string? currency = fields.Text(Field.Currency, int.MaxValue);
        return currency is null || (currency.Length == 3 && currency.All(char.IsAsciiLetter))
            ? currency?.ToUpperInvariant()
            : fields.Refuse<string?>($"The currency {currency} is not three letters, such as KGS.");
    }

    private static bool? ReadStock(RowFields fields)
    {
        if (fields.Find(Field.InStock) is not { } cell)
        {
            return null;
        }

        return cell.Text is { } text && CellValues.TryReadFlag(text, out bool flag) ? flag : fields.Refuse<bool?>($"Whether it is in stock is not clear from {cell.Text}.");
    }

    private static string? ReadUrl(RowFields fields)
    {
        string? url = fields.Text(Field.Url, ProductLimits.AddressLength);
        return url is null || (Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps))
            ? url
            : fields.Refuse<string?>($"The address {url} is not an absolute http or https address.");
    }

    private List<RowPicture> ReadPictures(RowFields fields)
    {
        List<RowPicture> found = [];
        foreach (string name in fields.All(Field.Images).SelectMany(NamesIn))
        {
            (RowPicture? picture, string? reason) = pictures.Find(name);
            if (picture is null)
            {
                fields.Errors.Add(reason!);
            }
            else if (picture is RowPicture.Address { Reference.Length: > ProductLimits.AddressLength })
            {
                fields.Errors.Add($"A picture's address has more than {ProductLimits.AddressLength} characters.");
            }
            else if (!found.Contains(picture))
            {
                found.Add(picture);
            }
        }

        if (found.Count > ProductLimits.Pictures)
        {
            fields.Errors.Add($"{found.Count} pictures: at most {ProductLimits.Pictures}.");
        }

        return found;
    }

    /// <summary>In a text file pictures stand beside each other; JSON has lists for that, of names or of what an export writes.</summary>
    private static IEnumerable<string> NamesIn(Cell cell)
    {
        switch (cell.Json.ValueKind)
        {
            case JsonValueKind.Undefined:
                return cell.Text!.Split(';', '|').Select(name => name.Trim()).Where(name => name.Length > 0);
            case JsonValueKind.Array:
                return cell.Json.EnumerateArray().Select(Cell.Of).Where(item => !item.IsEmpty).SelectMany(NamesIn);
            case JsonValueKind.Object:
                string[] members = ["file", "path", "url"];
                return members.Select(member => cell.Json.TryGetProperty(member, out JsonElement name) && name.ValueKind == JsonValueKind.String ? name.GetString() : null).OfType<string>().Take(1);
            default:
                return [cell.Text!];
        }
    }
}

/// <summary>Where the external id comes from when the row has none.</summary>
internal enum IdSource
{
    /// <summary>Nowhere: such a row is refused.</summary>
    Column,

    /// <summary>The title is the id.</summary>
    Title,

    /// <summary>The row's number is: right for a file whose rows never move.</summary>
    Row,
}
