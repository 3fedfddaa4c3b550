using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class SuggestionsContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("кру", "ru", "Красная кружка")]
    [InlineData("КРАСНАЯ КРУ", "ru", "Красная кружка")]
    [InlineData("mu", "ru", "Красная кружка")]
    [InlineData("кру", "en", "Red mug")]
    [InlineData("ёлка", "ru", "Зелёная ёлка")]
    [InlineData("зеленая", "ru", "Зелёная ёлка")]
    [InlineData("ужка", "ru")]
    [InlineData("кру красная", "ru")]
    [InlineData("  ", "ru")]
    [InlineData("?!", "ru")]
    [InlineData("\" OR *", "ru")]
    public async Task Titles_of_every_language_are_completed_and_told_in_the_language_asked_for(string query, string language, params string[] expected)
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync(new ProductDetails { Title = "Red mug", Translations = new Dictionary<string, Translation> { ["ru"] = new("Красная кружка", null) } });
        await catalogue.AddAsync("Зелёная ёлка");

        Assert.Equal(expected, Texts(await SuggestAsync(catalogue, query, 8, language)));
    }

    [Fact]
    public async Task A_title_that_begins_with_the_words_comes_before_one_that_has_them_within()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync("Mug tree for the red kitchen");
        await catalogue.AddAsync("A red enamel mug");
        await catalogue.AddAsync("Old red mug");
        await catalogue.AddAsync("Red mug with a lid");
        await catalogue.AddAsync("Red mug");

        Assert.Equal(
            ["Red mug", "Red mug with a lid", "Old red mug", "A red enamel mug", "Mug tree for the red kitchen"],
            Texts(await SuggestAsync(catalogue, "red mug", 8)));
        Assert.Equal(["Red mug", "Red mug with a lid"], Texts(await SuggestAsync(catalogue, "red mu", 2)));
    }

    [Fact]
    public async Task Categories_and_brands_come_first_and_leave_half_of_the_places_to_products()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId mug = await catalogue.AddAsync(new ProductDetails { Title = "Kiln mug", Category = "For the kitchen", Brand = "Kilim" });
        await catalogue.AddAsync(new ProductDetails { Title = "Kite", Category = "For the kitchen", Brand = "Kids & Co" });
        await catalogue.AddAsync(new ProductDetails { Title = "Kimono", Category = "Kids", Brand = "Kids & Co" });

        IReadOnlyList<Suggestion> found = await SuggestAsync(catalogue, "ki", 4);

        // Beginning with it before having it within, and of these the brand of more products.
        Assert.Equal(
            [new Suggestion("Kids & Co", SuggestionKind.Brand, null), new Suggestion("Kids", SuggestionKind.Category, null)],
            found.Take(2));
        Assert.Equal(["Kite", "Kimono"], Texts(found.Skip(2)));
        Assert.Equal(["Kiln mug"], Texts(await SuggestAsync(catalogue, "kiln m", 4)));
        Assert.Equal(mug, (await SuggestAsync(catalogue, "kiln", 1)).Single().Product);
        // Where products do not fill the rest, more names do.
        Assert.Equal(["Kids & Co", "Kids"], Texts(await SuggestAsync(catalogue, "kids", 2)));
        Assert.Equal(["For the kitchen"], Texts(await SuggestAsync(catalogue, "the kitch", 4)));
    }

    [Fact]
    public async Task One_text_is_suggested_once_and_what_is_deleted_not_at_all()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId first = await catalogue.AddAsync("Lamp");
        ProductId second = await catalogue.AddAsync("LAMP");
        await catalogue.AddAsync(new ProductDetails { Title = "Desk lamp", Brand = "Lamp" });

        Assert.Equal([("Lamp", null), ("Lamp", first), ("Desk lamp", (ProductId?)new ProductId(second.Value + 1))], (await SuggestAsync(catalogue, "la", 8)).Select(s => (s.Text, s.Product)));
        await catalogue.Writes.DeleteAsync(ProductKey.Of(first), null, Cancelled);
        Assert.Equal(second, (await SuggestAsync(catalogue, "la", 8))[1].Product);
    }

    [Fact]
    public async Task A_new_category_is_suggested_when_what_was_read_has_aged()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        Assert.Empty(await SuggestAsync(catalogue, "gar", 8));
        await catalogue.AddAsync(new ProductDetails { Title = "Rake", Category = "Garden" });

        catalogue.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(["Garden"], Texts(await SuggestAsync(catalogue, "gar", 8)));
    }

    private static Task<IReadOnlyList<Suggestion>> SuggestAsync(TemporaryCatalogue catalogue, string query, int limit, string language = "en") =>
        catalogue.Get<Suggestions>().FindAsync(query, [language], limit, Cancelled);

    private static IEnumerable<string> Texts(IEnumerable<Suggestion> found) => found.Select(suggestion => suggestion.Text);
}

public sealed class SqliteSuggestionsTests() : SuggestionsContract(CatalogueKind.Sqlite);

public sealed class PostgresSuggestionsTests() : SuggestionsContract(CatalogueKind.Postgres);
