using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Catalogue.Postgres;
using VisualSearch.Tests.Support;
using VisualSearch.Tests.Support.Servers;

namespace VisualSearch.Tests.Catalogue;

/// <summary>What only Postgres can: stems, near words, letters without their strokes; and what only it could trip over.</summary>
public sealed class PostgresLexicalSearchDialectTests
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("красные кружки", "of Russian words any form is found")]
    [InlineData("красной кружкой", "also one that ends in a folded letter")]
    [InlineData("mugs", "of English words as well")]
    [InlineData("lodz", "letters without their strokes")]
    [InlineData("красня кружка", "a letter is missing")]
    [InlineData("кркжка", "a letter is wrong")]
    [InlineData("enamelld", "of an unfinished word as of any other")]
    [InlineData("крукжа", "two letters are exchanged")]
    [InlineData("gigantic umbrella enameled", "near words count when any of the words will do")]
    public async Task Finds_what_is_written_another_way(string query, string because)
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        ProductId mug = await catalogue.AddAsync(new ProductDetails
        {
            Title = "Enamelled mug from Łódź",
            Translations = new Dictionary<string, Translation> { ["ru"] = new("Красный эмалированный товар: кружка", null) },
        });
        await catalogue.AddAsync("Something else");

        Assert.True((await SearchAsync(catalogue, query)).SequenceEqual([mug]), because);
        Assert.Equal(1, (await catalogue.Get<ProductFacets>().CountAsync(SearchFilter.None, query, 10, Cancelled)).Total);
    }

    [Fact]
    public async Task An_extension_that_is_dropped_while_it_is_used_fails_no_search()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        ProductId mug = await catalogue.AddAsync("Enamelled mug");
        Assert.Equal([mug], await SearchAsync(catalogue, "enammelled"));

        catalogue.Execute("DROP EXTENSION pg_trgm CASCADE");

        Assert.Empty(await SearchAsync(catalogue, "enammelled"));
        Assert.Equal([mug], await SearchAsync(catalogue, "enamelled"));
    }

    [Theory]
    [InlineData("кошка")]
    [InlineData("emaciated")]
    [InlineData("mgu")]
    public async Task Does_not_take_another_word_for_a_misspelt_one(string query)
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        await catalogue.AddAsync("Enamelled mug, кружка");
        Assert.Empty(await SearchAsync(catalogue, query));
    }

    [Theory]
    [InlineData("", "", 0)]
    [InlineData("кружка", "кружка", 0)]
    [InlineData("кружка", "кржка", 1)]
    [InlineData("кружка", "крружка", 1)]
    [InlineData("кружка", "кружга", 1)]
    [InlineData("кружка", "крукжа", 1)]
    [InlineData("кружка", "кружак", 1)]
    [InlineData("кошка", "кружка", 3)]
    [InlineData("", "abc", 3)]
    public void Slips_are_counted(string one, string other, int slips)
    {
        Assert.Equal(slips, WordDistance.Of(one, other));
        Assert.Equal(slips, WordDistance.Of(other, one));
    }

    [Fact]
    public async Task A_word_as_it_is_spelt_ranks_above_another_form_of_it_and_a_rare_word_above_a_common_one()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        ProductId form = await catalogue.AddAsync("кружки");
        ProductId spelt = await catalogue.AddAsync("кружка");
        for (int i = 0; i < 20; i++)
        {
            await catalogue.AddAsync($"стол {i}");
        }

        ProductId rare = await catalogue.AddAsync("комод");

        Assert.Equal([spelt, form], await SearchAsync(catalogue, "кружка"));
        Assert.Equal(rare, (await SearchAsync(catalogue, "стол комод"))[0]);
    }

    [Fact]
    public async Task Without_rights_to_create_extensions_it_finds_words_as_they_are_spelt()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        string database = await server.CreateDatabaseAsync();
        await server.ExecuteAsync("DO $$ BEGIN CREATE ROLE modest LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$");
        await server.ExecuteAsync("GRANT ALL ON SCHEMA public TO modest", database);
        await using TemporaryCatalogue catalogue = TemporaryCatalogue.Unprepared(server.ConnectionString(database).Replace("Username=visualsearch", "Username=modest", StringComparison.Ordinal), null);
        await catalogue.Startup.PrepareAsync(Cancelled);
        ProductId mug = await catalogue.AddAsync("Enamelled mug from Łódź");

        Assert.Equal([mug], await SearchAsync(catalogue, "mugs łódź"));
        Assert.Empty(await SearchAsync(catalogue, "enamelld"));
        Assert.Empty(await SearchAsync(catalogue, "lodz"));
        await catalogue.DisposeAsync();
        await server.DropDatabaseAsync(database);
    }

    [Fact]
    public async Task Texts_that_no_column_can_hold_are_stored_as_nearly_as_they_can_be()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        await TextFoldingTests.Rubbish.SampleAsync(
            async text =>
            {
                string rubbish = text + "\0\uD800x\uDC00";
                ProductDetails details = new() { Title = rubbish, Category = rubbish, Description = rubbish, ExternalId = "e" + rubbish };
                WriteResult written = await catalogue.Writes.ReplaceAsync(ProductKey.OfExternal("e" + rubbish), details, [rubbish], null, Cancelled);
                Assert.NotNull(await catalogue.Reads.FindAsync(ProductKey.OfExternal("e" + rubbish), Cancelled));
                Assert.Equal(WriteOutcome.Updated, (await catalogue.Writes.ReplaceAsync(ProductKey.Of(written.Product!.Id), details, null, null, Cancelled)).Outcome);
                await catalogue.Lexical.SearchAsync(rubbish, new SearchFilter { Categories = [rubbish], Brands = [rubbish] }, 10, Cancelled);
                await catalogue.Get<ProductFacets>().CountAsync(SearchFilter.None, rubbish, 10, Cancelled);
                await catalogue.Get<Suggestions>().FindAsync(rubbish, [rubbish], 10, Cancelled);
                catalogue.SearchLog.Record(new SearchLogEntry(Guid.NewGuid().ToString(), catalogue.Time.GetUtcNow(), "text", rubbish, "m", 1, []));
            },
            iter: 60,
            threads: 1);
        Assert.Equal(60, await catalogue.SearchLog.FlushAsync(Cancelled));
    }

    [Fact]
    public async Task The_longest_product_there_may_be_is_found_by_its_title()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        string Long(int seed) => string.Join(' ', Enumerable.Range(0, 4_000).Select(i => $"я{seed}ж{i}"))[..20_000];
        ProductId id = await catalogue.AddAsync(new ProductDetails
        {
            Title = new string('щ', 490) + " mug",
            Description = Long(0),
            Translations = Enumerable.Range(1, 20).ToDictionary(i => $"l{i}", i => new Translation(new string('щ', 500), Long(i))),
        });

        Assert.Equal([id], await SearchAsync(catalogue, "mug"));
        Assert.Equal([id], await SearchAsync(catalogue, new string('щ', 490)));
        Assert.Single(await catalogue.Get<Suggestions>().FindAsync(new string('щ', 300), [], 10, Cancelled));
    }

    [Fact]
    public async Task A_change_of_a_price_leaves_the_words_alone()
    {
        await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(CatalogueKind.Postgres);
        ProductId id = await catalogue.AddAsync("Red mug");
        string before = catalogue.Scalar<string>("SELECT ctid::text FROM product_words");
        await catalogue.Writes.ReplaceAsync(ProductKey.Of(id), new ProductDetails { Title = "Red mug", PriceMinor = 5 }, null, null, Cancelled);
        Assert.Equal(before, catalogue.Scalar<string>("SELECT ctid::text FROM product_words"));
    }

    private static async Task<IReadOnlyList<ProductId>> SearchAsync(TemporaryCatalogue catalogue, string query) =>
        [.. (await catalogue.Lexical.SearchAsync(query, SearchFilter.None, 20, Cancelled)).Select(hit => hit.Product)];
}
