using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Events;

namespace VisualSearch.Cli.Webhooks;

/// <summary>An event as its members stand on the line, or in a file.</summary>
internal sealed class EventOptions
{
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Option<string?> _event = new("--event") { Description = "What happened", HelpName = "EVENT" };
    private readonly Option<string?> _externalId = Text("--external-id", "The product's id in the marketplace");
    private readonly Option<string?> _title = Text("--title", "Required when a product was created or updated");
    private readonly Option<string?> _description = Text("--description", "What it is, in more words");
    private readonly Option<string?> _category = Text("--category", "Its category");
    private readonly Option<string?> _brand = Text("--brand", "Its brand");
    private readonly Option<decimal?> _price = NumberOption.BetweenOrAbsent(new Option<decimal?>("--price") { Description = "At most two decimals", HelpName = "AMOUNT" }, 0m, ProductLimits.Price);
    private readonly Option<string?> _currency = Text("--currency", "ISO 4217, such as KGS");
    private readonly Option<bool?> _inStock = new("--in-stock") { Description = "true or false", HelpName = "FLAG" };
    private readonly Option<string?> _link = Text("--link", "The product's page in the shop");
    private readonly Option<string[]> _images = new("--image") { Description = "A picture's address; may be given several times", HelpName = "ADDRESS", DefaultValueFactory = _ => [] };
    private readonly Option<bool> _noImages = new("--no-images") { Description = "The product has no pictures (without this and --image they stay as they are)" };
    private readonly Option<string?> _occurredAt = Text("--occurred-at", "RFC 3339; without it, now");
    private readonly Option<string?> _eventId = Text("--event-id", "By which a repetition is known; without it, a new one");
    private readonly Option<string?> _file = new("--file") { Description = "The whole event as JSON, instead of its members; - reads standard input", HelpName = "FILE" };

    private Option[] Members => [_event, _externalId, _title, _description, _category, _brand, _price, _currency, _inStock, _link, _images, _noImages, _occurredAt, _eventId];

    public void AddTo(Command command)
    {
        _event.AcceptOnlyFromAmong([.. ProductEventKinds.All]);
        foreach (Option option in Members.Append(_file))
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            bool file = result.GetResult(_file) is not null;
            if (file && Members.Any(option => result.GetResult(option) is { Implicit: false }))
            {
                result.AddError("--file holds the whole event: give it, or the event's members.");
            }
            else if (!file && (result.GetResult(_event) is null || result.GetResult(_externalId) is null))
            {
                result.AddError("Say what happened to which product with --event and --external-id, or give the event with --file.");
            }
            else if (result.GetResult(_images) is { Implicit: false } && result.GetValue(_noImages))
            {
                result.AddError("--image and --no-images exclude each other.");
            }
        });
    }

    /// <summary>The bytes to sign and send, and the event's id as far as it is known.</summary>
    /// <exception cref="CommandFailedException">The file cannot be read.</exception>
    public async Task<(byte[] Body, string? Id)> ReadAsync(ParseResult line, CancellationToken cancellationToken) =>
        line.GetValue(_file) is { } file ? (await ReadFileAsync(file, cancellationToken), null) : Build(line);

    private (byte[] Body, string Id) Build(ParseResult line)
    {
        string id = line.GetValue(_eventId) ?? $"evt_{Guid.CreateVersion7():N}";
        JsonObject data = new() { ["external_id"] = line.GetValue(_externalId) };
        Add(data, "title", line.GetValue(_title));
        Add(data, "description", line.GetValue(_description));
        Add(data, "category", line.GetValue(_category));
        Add(data, "brand", line.GetValue(_brand));
        Add(data, "price", line.GetValue(_price));
        Add(data, "currency", line.GetValue(_currency));
        Add(data, "in_stock", line.GetValue(_inStock));
        Add(data, "url", line.GetValue(_link));
        string[] images = line.GetValue(_images) ?? [];
        if (images.Length > 0 || line.GetValue(_noImages))
        {
            data["image_urls"] = new JsonArray([.. images.Select(image => (JsonNode)image)]);
        }

        JsonObject body = new()
        {
            ["event_id"] = id,
            ["event"] = line.GetValue(_event),
            ["occurred_at"] = line.GetValue(_occurredAt) ?? TimeProvider.System.GetUtcNow().UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
            ["data"] = data,
        };
        return (JsonSerializer.SerializeToUtf8Bytes(body, Readable), id);
    }

    private static void Add<T>(JsonObject data, string name, T? value)
    {
        if (value is not null)
        {
            data[name] = JsonValue.Create(value);
        }
    }

    private static async Task<byte[]> ReadFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using Stream input = file == "-" ? Console.OpenStandardInput() : File.OpenRead(file);
            using MemoryStream body = new();
            await input.CopyToAsync(body, cancellationToken);
            return body.ToArray();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailedException(ExitCode.Failed, $"The event cannot be read: {failure.Message}", failure);
        }
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description, HelpName = "TEXT" };
}
