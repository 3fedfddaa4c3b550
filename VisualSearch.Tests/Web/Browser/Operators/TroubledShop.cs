using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Web.Browser.Operators;

/// <summary>
/// The demo shop with what an operator is needed for: a product whose picture cannot be had, an event of the marketplace that could not be applied, one that was replayed, and
/// searches. It is a copy of <see cref="DemoShop"/>, so that nothing has to be embedded again.
/// </summary>
public sealed class TroubledShop : IAsyncLifetime
{
    private const string Refusal = "CREATE TRIGGER refuse BEFORE INSERT ON products BEGIN SELECT RAISE(ABORT, 'a mistake'); END";

    /// <summary>Named, so that pictures of the page show no machine's own name.</summary>
    private const string Worker = "indexer-1";

    private static readonly string[] Words = ["red shoes", "banana", "top hat", "apple", "chair", "guitar", "blue kettle", "garden hose", "telescope for kids"];

    private readonly TemporaryFolder _folder = new();
    private PictureServer? _pictures;
    private ApiHost? _api;

    internal Uri Address => _api!.Address;

    public async ValueTask InitializeAsync()
    {
        ApiHost demo = await DemoShop.SharedAsync();
        // What was indexed is told to the catalogue a moment after it was.
        await Eventually.HoldsAsync(
            async () => (await ApiHost.JsonAsync(await demo.GetAsync("/api/v1/admin/status?minutes=1440"))).GetProperty("history").EnumerateArray().Sum(minute => minute.GetProperty("products").GetInt32()),
            products => products >= DemoShop.Products);
        await CopyAsync(demo.Folder, _folder.Path);
        await ExecuteAsync(_folder.Path, $"UPDATE indexing_slices SET worker = '{Worker}'; {SearchesOfADay()}");
        _pictures = await PictureServer.StartAsync();
        _api = await ApiHost.StartAsync(folder: _folder.Path, settings: [("Indexing:Worker", Worker), ("Images:AllowedNetworks:0", "127.0.0.1/32"), ("Images:RetryDelay", "00:00:00.05"), ("Webhooks:Secrets:0", "the marketplace's secret")]);
        string mug = await _api.CreateAsync(new { title = "Enamel mug, 0.4 l", external_id = "mug-0417", image_urls = new[] { _pictures.Serve("mug.jpg", (context, _) => Refuse(context)) } });
        await _api.ProcessedAsync(mug);
        await ReceiveFailingAsync(_api, "evt_lamp", "lamp-9", "Desk lamp");
        await ReceiveFailingAsync(_api, "evt_chair", "chair-3", "Chair");
        await ApiHost.JsonAsync(await _api.PostAsync("/api/v1/admin/webhooks/replay", new { event_id = "evt_lamp" }));
    }

    public async ValueTask DisposeAsync()
    {
        if (_api is not null)
        {
            await _api.DisposeAsync();
        }

        if (_pictures is not null)
        {
            await _pictures.DisposeAsync();
        }

        _folder.Dispose();
    }

    /// <summary>Sends an event while the database refuses what it would change.</summary>
    internal static async Task ReceiveFailingAsync(ApiHost api, string eventId, string externalId, string title)
    {
        await ExecuteAsync(api.Folder, Refusal);
        using HttpResponseMessage response = await api.PostAsync("/api/v1/webhooks/test", new { event_id = eventId, @event = "product.created", data = new { external_id = externalId, title } });
        Assert.Equal(System.Net.HttpStatusCode.InternalServerError, response.StatusCode);
        await ExecuteAsync(api.Folder, "DROP TRIGGER refuse");
    }

    /// <summary>A log of what would take a day to search, more at noon than at night.</summary>
    private static string SearchesOfADay()
    {
        const int Steps = 480;
        const int MinutesAStep = 3;
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        StringBuilder rows = new("INSERT INTO search_log (search_id, at, kind, text, model, duration_ms, results) VALUES ");
        StringBuilder clicks = new("; INSERT INTO search_clicks (search_id, product_id, position, at) VALUES ");
        for (int step = 0; step < Steps; step++)
        {
            int searches = (int)Math.Round(3 + (2.6 * Math.Cos(2 * Math.PI * step / Steps)));
            for (int search = 0; search <= searches; search++)
            {
                int mixed = (step * 7) + (search * 5);
                string kind = (mixed % 5) switch { 0 or 1 => "image", 2 => "similar", _ => "text" };
                string words = Words[mixed % 11 % Words.Length];
                bool found = kind != "text" || words != Words[^1];
                string id = string.Create(CultureInfo.InvariantCulture, $"SEEDED{step:D10}{search:D10}");
                string at = now.AddMinutes(-MinutesAStep * step).Ticks.ToString(CultureInfo.InvariantCulture);
                int duration = 14 + (mixed * 13 % 41) + (kind == "image" ? 36 : 0);
                rows.Append(CultureInfo.InvariantCulture, $"{(step + search == 0 ? "" : ",")}('{id}', {at}, '{kind}', {(kind == "text" ? $"'{words}'" : "NULL")}, 'efficientnet-lite1-240', {duration}, '{(found ? "1,2,3" : "")}')");
                if (found && ((step * 3) + (search * 11)) % 7 < 3)
                {
                    clicks.Append(CultureInfo.InvariantCulture, $"{(clicks[^1] == ')' ? "," : "")}('{id}', 1, {mixed % 4}, {at})");
                }
            }
        }

        return rows.Append(clicks).ToString();
    }

    private static Task Refuse(Microsoft.AspNetCore.Http.HttpContext context)
    {
        context.Response.StatusCode = 404;
        return Task.CompletedTask;
    }

    private static async Task CopyAsync(string from, string to)
    {
        string data = Path.Combine(to, "data");
        Directory.CreateDirectory(data);
        await ExecuteAsync(from, $"VACUUM INTO '{Path.Combine(data, "catalogue.db")}'");
    }

    private static async Task ExecuteAsync(string folder, string sql)
    {
        await using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "data", "catalogue.db"), Pooling = false }.ToString());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Tests give constants, and the name of a folder of theirs.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
