using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

public abstract class LexicalSearchContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("кружка")]
    [InlineData("КРУЖ")]
    [InlineData("черная кружка")]
    [InlineData("чёрная круж")]
    [InlineData("mug black")]
    [InlineData("cafe")]
    [InlineData("acme mug")]
    [InlineData("kitchen")]
    [InlineData("118133")]
    [InlineData("«Кружка»!")]
    public async Task Finds_folded_words_in_every_field_and_language(string query)
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId mug = await catalogue.AddAsync(Mug);
        await catalogue.AddAsync("Something else");
        Assert.Equal([mug], (await Search(catalogue, query)).Select(h => h.Product));
    }

    [Theory]
    [InlineData("mu black", "only the last word may be unfinished")]
    [InlineData("--- !!!", "punctuation")]
    [InlineData("", "empty")]
    public async Task Finds_nothing(string query, string because)
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync(new ProductDetails { Title = "mug blue" });
        IReadOnlyList<LexicalHit> hits = await Search(catalogue, query);
        Assert.True(hits.Count == 0, because);
    }

    [Fact]
    public async Task A_change_of_any_one_text_is_found_by_its_new_word_and_no_longer_by_its_old_one()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductDetails before = new()
        {
            Title = "oldtitle",
            Description = "olddescription",
            Brand = "oldbrand",
            Category = "oldcategory",
            ExternalId = "oldarticle",
            Translations = new Dictionary<string, Translation> { ["ky"] = new("oldtranslation", null) },
        };
        (string Field, ProductDetails After)[] changes =
        [
            ("title", before with { Title = "newtitle" }),
            ("description", before with { Description = "newdescription" }),
            ("brand", before with { Brand = "newbrand" }),
            ("category", before with { Category = "newcategory" }),
            ("article", before with { ExternalId = "newarticle" }),
            ("translation", before with { Translations = new Dictionary<string, Translation> { ["ky"] = new("newtranslation", null) } }),
        ];
        ProductId product = await catalogue.AddAsync(before);
        foreach ((string field, ProductDetails after) in changes)
        {
            await catalogue.Writes.ReplaceAsync(ProductKey.Of(product), after with { PriceMinor = 1 }, null, null, Cancelled);
            Assert.Equal([product], (await Search(catalogue, "new" + field)).Select(h => h.Product));
            Assert.Empty(await Search(catalogue, "old" + field));
            await catalogue.Writes.ReplaceAsync(ProductKey.Of(product), before with { PriceMinor = 2 }, null, null, Cancelled);
            Assert.Equal([product], (await Search(catalogue, "old" + field)).Select(h => h.Product));
        }

        await catalogue.Writes.ReplaceAsync(ProductKey.Of(product), before with { PriceMinor = 3 }, null, null, Cancelled);
        Assert.Equal([product], (await Search(catalogue, "oldtitle")).Select(h => h.Product));
    }

    [Fact]
    public async Task Every_word_must_be_found_and_any_will_do_only_when_none_has_all()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId both = await catalogue.AddAsync("red mug");
        ProductId red = await catalogue.AddAsync("red hat");
        Assert.Equal([both], (await Search(catalogue, "red mug")).Select(h => h.Product));
        Assert.Equal([both, red], (await Search(catalogue, "red umbrella")).Select(h => h.Product).Order());
    }

    [Fact]
    public async Task A_word_in_the_title_ranks_above_the_same_word_in_a_label_and_that_above_a_description()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId description = await catalogue.AddAsync(new ProductDetails { Title = "a b", Description = "lamp x" });
        ProductId label = await catalogue.AddAsync(new ProductDetails { Title = "a b", Category = "lamp x" });
        ProductId title = await catalogue.AddAsync(new ProductDetails { Title = "lamp x", Description = "a b" });
        IReadOnlyList<LexicalHit> hits = await Search(catalogue, "lamp");
        Assert.Equal([title, label, description], hits.Select(h => h.Product));
        Assert.True(hits[0].Score > hits[1].Score && hits[1].Score > hits[2].Score);
    }

    [Fact]
    public async Task The_exact_article_comes_first_whatever_its_case_and_the_same_spelling_before_others()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync(new ProductDetails { Title = "AB-12 AB-12 AB-12 case for it" });
        ProductId upper = await catalogue.AddAsync(new ProductDetails { Title = "Thing", ExternalId = "AB-12" });
        ProductId lower = await catalogue.AddAsync(new ProductDetails { Title = "Thing", ExternalId = "ab-12" });
        IReadOnlyList<LexicalHit> hits = await Search(catalogue, " ab-12 ");
        Assert.Equal(3, hits.Count);
        Assert.Equal([(lower, true), (upper, true)], hits.Take(2).Select(h => (h.Product, h.ExactArticle)));
        Assert.False(hits[2].ExactArticle);
        Assert.Equal(hits.OrderByDescending(h => h.Score), hits);
        Assert.Single(await catalogue.Lexical.SearchAsync("ab-12", SearchFilter.None, 1, Cancelled));
    }

    [Fact]
    public async Task Words_follow_every_write()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        ProductId id = await catalogue.AddAsync("alpha");
        await catalogue.Writes.ReplaceAsync(ProductKey.Of(id), new ProductDetails { Title = "beta", ExternalId = "e" }, null, null, Cancelled);
        Assert.Empty(await Search(catalogue, "alpha"));
        Assert.Single(await Search(catalogue, "beta"));
        await catalogue.Writes.DeleteAsync(ProductKey.Of(id), null, Cancelled);
        Assert.Empty(await Search(catalogue, "beta"));
        Assert.Empty(await Search(catalogue, "e"));
        await catalogue.AddAsync(new ProductDetails { Title = "gamma", ExternalId = "e" });
        Assert.Single(await Search(catalogue, "gamma"));
    }

    [Fact]
    public async Task Filters_in_the_database_are_those_of_every_index()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        string?[] names = [null, "a", "b", "A"];
        Dictionary<ProductId, FilterFields> all = [];
        for (int i = 0; i < 48; i++)
        {
            FilterFields fields = new(names[i % 4], names[i / 4 % 4], i % 3 == 0 ? null : i, i % 3 == 1 ? null : i % 2 == 0);
            ProductId id = await catalogue.AddAsync(new ProductDetails { Title = "thing", ExternalId = $"x{i}", Category = fields.Category, Brand = fields.Brand, PriceMinor = fields.PriceMinor, InStock = fields.InStock });
            all.Add(id, fields);
        }

        Gen<string[]> someNames = Gen.Int[0, 2].Select(i => i switch { 0 => "a", 1 => "b", _ => "no" }).Array[0, 2];
        Gen<SearchFilter> filters = Gen.Select(someNames, someNames, Gen.Long[0, 48].Nullable(), Gen.Long[0, 48].Nullable(), Gen.Bool.Nullable(), Gen.Long[1, 50].Array[0, 5], (c, b, least, most, stock, exclude) =>
            new SearchFilter { Categories = c, Brands = b, PriceMinMinor = least, PriceMaxMinor = most, InStock = stock, Exclude = exclude.Select(x => new ProductId(x)).ToHashSet() });
        await filters.SampleAsync(
            async filter =>
            {
                IReadOnlyList<LexicalHit> hits = await catalogue.Lexical.SearchAsync("thing", filter, 100, Cancelled);
                Assert.Equal(all.Where(p => p.Value.Pass(p.Key, filter)).Select(p => p.Key).Order(), hits.Select(h => h.Product).Order());
                bool passes = all[new ProductId(8)].Pass(new ProductId(8), filter);
                Assert.Equal(passes, (await catalogue.Lexical.SearchAsync("x7", filter, 100, Cancelled)).Any(h => h.ExactArticle));
            },
            iter: kind == CatalogueKind.Sqlite ? 100 : 25,
            threads: 1);
    }

    [Fact]
    public async Task No_text_whatever_breaks_a_search_or_a_list()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await catalogue.AddAsync(Mug);
        await TextFoldingTests.Rubbish.SampleAsync(
            async text =>
            {
                await Search(catalogue, text);
                await catalogue.Reads.ListAsync(new ProductListQuery(10, null, null, null, null, text, null), Cancelled);
            },
            iter: 300,
            threads: 1);
    }

    [Fact]
    public async Task What_was_written_is_found_by_any_of_its_words()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
        await Gen.OneOf(Gen.String.AlphaNumeric, Gen.Char['а', 'я'].Array[1, 9].Select(c => new string(c))).Array[1, 6].SampleAsync(
            async words =>
            {
                ProductId id = await catalogue.AddAsync(string.Join(' ', words));
                foreach (string word in words.Where(w => w.Length > 0))
                {
                    Assert.Contains(id, (await catalogue.Lexical.SearchAsync(word.ToUpperInvariant(), SearchFilter.None, 10_000, Cancelled)).Select(h => h.Product));
                }
            },
            iter: 30,
            threads: 1);
    }

    private static ProductDetails Mug => new()
    {
        Title = "Black mug",
        Description = "Café style",
        Brand = "Acme",
        Category = "Kitchen",
        ExternalId = "bakai_118133",
        Translations = new Dictionary<string, Translation> { ["ru"] = new("Чёрная кружка", null) },
    };

    private static Task<IReadOnlyList<LexicalHit>> Search(TemporaryCatalogue catalogue, string query) => catalogue.Lexical.SearchAsync(query, SearchFilter.None, 20, Cancelled);
}

public sealed class SqliteLexicalSearchTests() : LexicalSearchContract(CatalogueKind.Sqlite);

public sealed class PostgresLexicalSearchTests() : LexicalSearchContract(CatalogueKind.Postgres);
