using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Catalogue;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Catalogue;

/// <summary>Random histories of writes against a plain model of what the contract says.</summary>
public abstract class ProductHistoryContract(CatalogueKind kind)
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_history_of_writes_ends_as_the_plain_model_says()
    {
        Gen<string[]?> pictures = Gen.Int[0, 3].Select(i => $"https://p/{i}").Array[0, 4].Select(p => p.Length == 4 ? null : p);
        Gen<Step> steps = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], pictures, Gen.Int[-1, 4], (act, name, refs, version) => new Step(act, $"e{name}", refs, version < 0 ? null : version));
        await steps.Array[1, 30].SampleAsync(
            async history =>
            {
                await using TemporaryCatalogue catalogue = await TemporaryCatalogue.CreateAsync(kind);
                Dictionary<string, Known> model = [];
                long ids = 0;
                foreach ((Step step, int turn) in history.Select((s, i) => (s, i)))
                {
                    Known? known = model.GetValueOrDefault(step.Name);
                    bool lives = known is { Lives: true };
                    ProductDetails details = new() { Title = $"turn {turn}", ExternalId = step.Name };
                    ProductKey key = ProductKey.OfExternal(step.Name);
                    string[] distinct = [.. (step.Pictures ?? []).Distinct()];
                    WriteOutcome expected;
                    WriteResult result;
                    switch (step.Act)
                    {
                        case 0:
                            expected = lives ? WriteOutcome.ExternalIdInUse : WriteOutcome.Created;
                            result = await catalogue.Writes.CreateAsync(details, step.Pictures ?? [], Cancelled);
                            break;
                        case 1 or 2:
                            long? seen = step.Act == 1 ? null : step.IfVersion;
                            expected = seen is not null && (!lives || known!.Version != seen) ? WriteOutcome.VersionMismatch : lives ? WriteOutcome.Updated : WriteOutcome.Created;
                            result = await catalogue.Writes.ReplaceAsync(key, details, step.Pictures, seen, Cancelled);
                            break;
                        case 3:
                            expected = !lives ? WriteOutcome.NotFound : step.IfVersion is { } v && v != known!.Version ? WriteOutcome.VersionMismatch : WriteOutcome.Deleted;
                            result = await catalogue.Writes.DeleteAsync(key, step.IfVersion, Cancelled);
                            break;
                        default:
                            expected = lives ? WriteOutcome.Updated : WriteOutcome.NotFound;
                            details = details with { Title = known?.Title ?? "" };
                            distinct = [.. (known?.Pictures ?? []).Append("kept:new").Distinct()];
                            result = await catalogue.Writes.AddPictureAsync(key, "kept:new", Cancelled);
                            break;
                    }

                    Assert.Equal(expected, result.Outcome);
                    if (expected is WriteOutcome.Created or WriteOutcome.Updated)
                    {
                        string[] kept = expected == WriteOutcome.Updated && step.Act is 1 or 2 && step.Pictures is null ? known!.Pictures : distinct;
                        model[step.Name] = new Known(known?.Id ?? ++ids, (known?.Version ?? 0) + 1, details.Title, lives || expected == WriteOutcome.Created ? kept : [], true);
                        Assert.Equal(model[step.Name].Version, result.Product!.Version);
                    }
                    else if (expected == WriteOutcome.Deleted)
                    {
                        model[step.Name] = known! with { Version = known.Version + 1, Lives = false };
                    }
                }

                ProductPage all = await catalogue.Reads.ListAsync(new ProductListQuery(200, null, null, null, null, null, null), Cancelled);
                Assert.Equal(
                    model.Where(m => m.Value.Lives).OrderBy(m => m.Value.Id).Select(m => (m.Value.Id, m.Key, m.Value.Version, m.Value.Title, string.Join(' ', m.Value.Pictures))),
                    all.Items.Select(p => (p.Id.Value, p.Details.ExternalId!, p.Version, p.Details.Title, string.Join(' ', p.Pictures.Select(c => c.Reference)))));
                Assert.Equal(model.Count, catalogue.Scalar<long>("SELECT count(*) FROM products"));
                Assert.Equal(all.Total, catalogue.Scalar<long>("SELECT count(*) FROM product_words"));
            },
            iter: kind == CatalogueKind.Sqlite ? 25 : 8,
            threads: 1);
    }

    private sealed record Step(int Act, string Name, string[]? Pictures, long? IfVersion);

    private sealed record Known(long Id, long Version, string Title, string[] Pictures, bool Lives);
}

public sealed class SqliteProductHistoryTests() : ProductHistoryContract(CatalogueKind.Sqlite);

public sealed class PostgresProductHistoryTests() : ProductHistoryContract(CatalogueKind.Postgres);
