using System.Text.Json;
using Microsoft.Data.Sqlite;
using VisualSearch.Tests.Support;
using static VisualSearch.Tests.Search.SearchJourney;

namespace VisualSearch.Tests.Search;

/// <summary>What is suggested while someone types, through HTTP.</summary>
public sealed class SuggestTests(DemoShop shop) : IClassFixture<DemoShop>
{
    private const string Suggest = "/api/v1/search/suggest";

    private ApiHost Api => shop.Api;

    [Fact]
    public async Task An_answer_names_texts_their_kinds_and_the_product_of_a_title()
    {
        JsonElement answer = await AnsweredAsync(Api.GetAsync(Suggest + "?q=%20hot%20do"));

        Assert.Equal("hot do", answer.GetProperty("query").GetString());
        JsonElement first = answer.GetProperty("suggestions")[0];
        Assert.Equal(["text", "kind", "product_id"], first.EnumerateObject().Select(member => member.Name));
        Assert.Equal(("hot dog", "product"), (first.GetProperty("text").GetString(), first.GetProperty("kind").GetString()));
        JsonElement product = await AnsweredAsync(Api.GetAsync("/api/v1/products/" + first.GetProperty("product_id").GetString()));
        Assert.Equal("sample_1f32d", product.GetProperty("external_id").GetString());

        JsonElement category = (await AnsweredAsync(Api.GetAsync(Suggest + "?q=prepa"))).GetProperty("suggestions").EnumerateArray().First(s => s.GetProperty("kind").GetString() == "category");
        Assert.Equal("food/prepared", category.GetProperty("text").GetString());
        Assert.Equal(JsonValueKind.Null, category.GetProperty("product_id").ValueKind);
    }

    [Theory]
    [InlineData("q=арб&lang=ru", "арбуз")]
    [InlineData("q=арб&lang=en", "watermelon")]
    [InlineData("q=waterm&lang=ru-KG", "арбуз")]
    public async Task Texts_come_in_the_language_asked_for(string query, string expected)
        => Assert.Equal(expected, (await AnsweredAsync(Api.GetAsync($"{Suggest}?{query}"))).GetProperty("suggestions")[0].GetProperty("text").GetString());

    [Fact]
    public async Task The_browsers_language_is_taken_where_none_is_named()
    {
        using HttpRequestMessage request = new(HttpMethod.Get, Suggest + "?q=waterm");
        request.Headers.TryAddWithoutValidation("Accept-Language", "ru-RU,ru;q=0.9,en;q=0.5");
        Assert.Equal("арбуз", (await AnsweredAsync(Api.Client.SendAsync(request, Cancelled))).GetProperty("suggestions")[0].GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_limit_bounds_the_list_and_nothing_suggests_nothing()
    {
        Assert.Equal(8, (await AnsweredAsync(Api.GetAsync(Suggest + "?q=b"))).GetProperty("suggestions").GetArrayLength());
        Assert.Equal(20, (await AnsweredAsync(Api.GetAsync(Suggest + "?q=b&limit=20"))).GetProperty("suggestions").GetArrayLength());
        foreach (string query in new[] { "", "?q=", "?q=%20%20", "?q=qwertyuiop", "?q=!!!" })
        {
            Assert.Equal(0, (await AnsweredAsync(Api.GetAsync(Suggest + query))).GetProperty("suggestions").GetArrayLength());
        }
    }

    [Fact]
    public async Task Every_wrong_parameter_is_named_at_once()
    {
        await InvalidAsync(Api.GetAsync($"{Suggest}?q={new string('x', 1001)}&limit=21&lang=%21"), "q", "limit", "lang");
        await InvalidAsync(Api.GetAsync($"{Suggest}?q=a&q=b&limit=0"), "q", "limit");
        await AnsweredAsync(Api.GetAsync($"{Suggest}?q={new string('x', 1000)}&limit=1"));
    }

    [Fact]
    public async Task It_is_neither_counted_nor_logged_as_a_search()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "Lamp" });

        Assert.Equal(1, (await AnsweredAsync(api.GetAsync(Suggest + "?q=la"))).GetProperty("suggestions").GetArrayLength());
        JsonElement searched = await AnsweredAsync(api.PostAsync(ByText, new { query = "lamp", mode = "lexical" }));

        // The search that came after is in the log, so what came before it would be too.
        Assert.Equal(1, await api.MetricAsync("visual_search_total_searches"));
        string logged = await Eventually.HoldsAsync(() => Task.FromResult(LoggedIn(api.Folder)), ids => ids.Length > 0);
        Assert.Equal(searched.GetProperty("search_id").GetString(), logged);
    }

    private static string LoggedIn(string folder)
    {
        using SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "data", "catalogue.db"), Pooling = false, Mode = SqliteOpenMode.ReadOnly }.ToString());
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(group_concat(search_id), '') FROM search_log";
        return (string)command.ExecuteScalar()!;
    }
}
