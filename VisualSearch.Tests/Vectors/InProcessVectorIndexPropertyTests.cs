using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.InProcess;

namespace VisualSearch.Tests.Vectors;

/// <summary>Any sequence of writes, then any question: the same answer as comparing with every vector, to the last bit and place.</summary>
public sealed class InProcessVectorIndexPropertyTests
{
    private const int Dimension = 5;

    private static readonly string?[] Names = [null, "a", "b", "c"];

    private static readonly Gen<string?> Name = Gen.Int[0, 3].Select(at => Names[at]);

    private static readonly Gen<FilterFields> Fields = Gen.Select(Name, Name, Nullable(Gen.Long[0, 5]), Nullable(Gen.Bool), (category, brand, price, stock) => new FilterFields(category, brand, price, stock));

    // Few different numbers, so that equal scores are common.
    private static readonly Gen<Half[]> Vector = Gen.Int[-2, 2].Array[Dimension].Where(numbers => numbers.Any(number => number != 0)).Select(numbers => numbers.Select(number => (Half)number).ToArray());

    private static readonly Gen<ProductVectors> Product = Gen.Select(Gen.Long[1, 60], Gen.Long[0, 20], Fields, Vector.Array[0, 6], (id, version, fields, vectors) => VectorData.Product(id, version, fields, vectors));

    private static readonly Gen<string[]> Chosen = Gen.Int[0, 2].Select(at => new[] { "a", "b", "d" }[at]).Array[0, 2];

    private static readonly Gen<SearchFilter> Filter = Gen.Select(Chosen, Chosen, Nullable(Gen.Long[0, 5]), Nullable(Gen.Long[0, 5]), Nullable(Gen.Bool), Gen.Long[1, 60].Array[0, 10], (categories, brands, least, most, stock, excluded) => new SearchFilter
    {
        Categories = categories,
        Brands = brands,
        PriceMinMinor = least,
        PriceMaxMinor = most,
        InStock = stock,
        Exclude = excluded.Select(id => new ProductId(id)).ToHashSet(),
    });

    private static readonly Gen<VectorQuery> Query = Gen.Select(
        Vector, Gen.Int[1, 80], Gen.OneOf(Gen.Const(-1f), Gen.Float[-1, 1]), Gen.Frequency((1, Gen.Const(SearchFilter.None)), (2, Filter)),
        (vector, limit, least, filter) => new VectorQuery(vector.Select(number => (float)number).ToArray(), limit, least, filter));

    [Fact]
    public async Task Answers_are_those_of_comparing_with_every_vector()
    {
        await Gen.Select(Product.Array[0, 150], Query).Array[1, 12].SampleAsync(
            async steps =>
            {
                InProcessVectorIndex index = new(Dimension);
                BruteForce expected = new();
                foreach ((ProductVectors[] products, VectorQuery query) in steps)
                {
                    await index.ApplyAsync(products, CancellationToken.None);
                    expected.Apply(products);

                    Assert.Equal(expected.Search(query), await index.SearchAsync(query, CancellationToken.None));
                    Assert.Equal(expected.Count, await index.CountAsync(CancellationToken.None));
                }
            },
            iter: 100,
            threads: 1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(512)]
    [InlineData(1280)]
    public async Task Every_dimension_and_every_kind_of_instruction_gives_the_same_answer(int dimension)
    {
        Random random = new(dimension);
        InProcessVectorIndex index = new(dimension);
        BruteForce expected = new();
        ProductVectors[] products = [.. Enumerable.Range(1, 400).Select(id => VectorData.Product(id, 1, VectorData.Vector(VectorData.Gaussian(random, dimension))))];
        await index.ApplyAsync(products, TestContext.Current.CancellationToken);
        expected.Apply(products);

        for (int at = 0; at < 10; at++)
        {
            VectorQuery query = VectorData.Query(VectorData.Gaussian(random, dimension));
            VectorHit[] hits = expected.Search(query);
            Assert.Equal(hits, index.SearchBy<ScalarDot>(query, CancellationToken.None));
            Check<PortableDot>(index, query, hits);
            Check<Avx2Dot>(index, query, hits);
            Check<Avx512Dot>(index, query, hits);
            Check<VnniDot>(index, query, hits);
        }
    }

    private static void Check<TDot>(InProcessVectorIndex index, VectorQuery query, VectorHit[] expected)
        where TDot : struct, IRowDot
    {
        if (TDot.IsSupported)
        {
            Assert.Equal(expected, index.SearchBy<TDot>(query, CancellationToken.None));
        }
    }

    private static Gen<T?> Nullable<T>(Gen<T> gen)
        where T : struct => Gen.Select(Gen.Bool, gen, (present, value) => present ? value : (T?)null);
}
