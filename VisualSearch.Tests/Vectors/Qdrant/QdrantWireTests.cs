using System.Text.Json;
using CsCheck;
using VisualSearch.Engine;
using VisualSearch.Engine.Vectors;
using VisualSearch.Engine.Vectors.Qdrant;

namespace VisualSearch.Tests.Vectors.Qdrant;

/// <summary>What goes over the wire, to the digit.</summary>
public sealed class QdrantWireTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void A_point_id_is_a_version_5_uuid()
    {
        // Published with the recordings: the name p-1001-img-1 in the URL namespace.
        Guid url = new("6ba7b811-9dad-11d1-80b4-00c04fd430c8");

        Assert.Equal(new Guid("f6117858-af71-5830-bebe-8e7c8003cb83"), PointIds.Of(url, "p-1001-img-1"));
        Assert.Equal(new Guid("886313e1-3b8a-5372-9b90-0c9aee199e5d"), PointIds.Of(new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "python.org"));
    }

    [Fact]
    public void Points_of_pictures_and_removals_never_share_an_id()
    {
        HashSet<Guid> ids = [.. Enumerable.Range(1, 50).SelectMany(product => Enumerable.Range(1, 50)
            .Select(picture => PointIds.Of(new ProductId(product), new PictureId(picture)))
            .Append(PointIds.OfRemoval(new ProductId(product))))];

        Assert.Equal(50 * 51, ids.Count);
    }

    [Fact]
    public void Every_finite_16_bit_number_is_written_so_that_a_32_bit_reader_gets_it_exactly()
    {
        Half[] all = [.. Enumerable.Range(0, 65_536).Select(bits => BitConverter.UInt16BitsToHalf((ushort)bits)).Where(Half.IsFinite)];
        byte[] text = new byte[((all.Length + 1) * HalfDigits.MostBytes) + 2];

        int length = HalfDigits.Table.Write(all, text);

        float[] read = JsonSerializer.Deserialize<float[]>(text.AsSpan(0, length))!;
        Assert.Equal(all.Select(number => (float)number), read);
    }

    [Fact]
    public async Task A_body_of_writes_is_the_json_that_it_should_be()
    {
        ProductVectors product = new(new ProductId(7), 3, new FilterFields("mugs", null, 1250, true), [new PictureVector(new PictureId(70), VectorData.Vector(1, 0))]);
        PointWrites writes = new(
            new[] { new PointWrite(product, product.Pictures[0]), new PointWrite(product with { Product = new ProductId(8), Pictures = [] }, null) },
            [new PointDeletion([new ProductId(7)], 3, [])],
            dimension: 2,
            now: 1000);
        using MemoryStream body = new();
        await writes.ToContent().WriteAsync(body, Stop);

        string expected = """
            {"operations":[{"upsert":{"points":[
            {"id":"PICTURE","vector":[1,0],"payload":{"product_id":7,"version":3,"picture_id":70,"category":"mugs","price_minor":1250,"in_stock":true}},
            {"id":"REMOVAL","vector":{},"payload":{"product_id":8,"version":3,"removed":true,"removed_at":1000}}],
            "update_filter":{"should":[{"must":[{"key":"product_id","match":{"any":[7,8]}},{"key":"version","range":{"lte":3}}]}]}}},
            {"delete":{"filter":{"should":[{"must":[{"key":"product_id","match":{"any":[7]}},{"key":"version","range":{"lte":2}}]}]}}}]}
            """
            .ReplaceLineEndings(string.Empty)
            .Replace("PICTURE", PointIds.Of(new ProductId(7), new PictureId(70)).ToString(), StringComparison.Ordinal)
            .Replace("REMOVAL", PointIds.OfRemoval(new ProductId(8)).ToString(), StringComparison.Ordinal);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(body.ToArray()));
    }

    [Fact]
    public void Bodies_are_smaller_than_their_estimates()
    {
        Gen.Select(Gen.Int[1, 600], Gen.String, Gen.Long[1, long.MaxValue]).Sample((dimension, name, id) =>
        {
            Half[] vector = [.. Enumerable.Range(1, dimension).Select(at => (Half)(-1f / (at * 7)))];
            ProductVectors product = new(new ProductId(id), id, new FilterFields(name, name, id, false), [new PictureVector(new PictureId(id), vector)]);
            using MemoryStream body = new();
            new PointWrites(new[] { new PointWrite(product, product.Pictures[0]) }, [], dimension, 0).ToContent().WriteAsync(body, CancellationToken.None).GetAwaiter().GetResult();

            // Of signs that JSON escapes with six; the filter is a request's and not a point's.
            return body.Length <= (PointWrites.EstimateBytes(new PointWrite(product, product.Pictures[0])) * 2) + 1024;
        });
    }

    [Theory]
    [InlineData("Endpoint=http://qdrant:6333;Key=secret", "http://qdrant:6333/", "secret")]
    [InlineData("Endpoint=https://qdrant.example/under/path/", "https://qdrant.example/under/path/", null)]
    [InlineData("endpoint=http://qdrant:6333;key=", "http://qdrant:6333/", null)]
    [InlineData("Endpoint=http://qdrant:6333;Key=\"a;b=c\"", "http://qdrant:6333/", "a;b=c")]
    [InlineData(" http://127.0.0.1:6333 ", "http://127.0.0.1:6333/", null)]
    public void Connection_strings_are_read(string text, string endpoint, string? key)
    {
        QdrantConnection connection = QdrantConnection.Parse(text);

        Assert.Equal(endpoint, connection.Endpoint.ToString());
        Assert.Equal(key, connection.Key);
        Assert.DoesNotContain("secret", connection.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("qdrant:6333")]
    [InlineData("Key=secret")]
    [InlineData("Endpoint=qdrant:6333;Key=secret")]
    [InlineData("Endpoint=ftp://qdrant;Key=secret")]
    [InlineData("Endpoint=http://qdrant:6333;ApiKey=secret")]
    [InlineData("Endpoint=http://user:secret@qdrant:6333")]
    [InlineData("Endpoint=http://qdrant:6333?key=secret")]
    [InlineData("Endpoint=http://qdrant:6333;Key=sécret")]
    [InlineData("\"Endpoint")]
    public void Others_are_refused_with_a_sentence_that_names_the_setting_and_not_the_key(string text)
    {
        EngineModeException exception = Assert.Throws<EngineModeException>(() => QdrantConnection.Parse(text));

        Assert.Contains("ConnectionStrings:qdrant_http", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
    }
}
