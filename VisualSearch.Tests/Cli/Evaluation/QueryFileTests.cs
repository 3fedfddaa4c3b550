using VisualSearch.Cli;
using VisualSearch.Cli.Evaluation;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Evaluation;

public sealed class QueryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_table_gives_queries_with_their_lines_and_leaves_out_rows_without_anything_relevant()
    {
        QuerySet set = QueryFile.Read(Write("q.csv", "image,relevant,query\na.jpg,\"x; y;x\",\n\"b, c.jpg\",,\n,z,\"red \"\"mug\"\"\"\n"), QueryColumns.Of([]));

        Assert.Equal(1, set.LeftOut);
        Assert.Empty(set.Faults);
        Assert.Equal([(2, "a.jpg", null), (4, null, "red \"mug\"")], set.Queries.Select(query => (query.Line, query.Image, query.Words)));
        Assert.Equal(["x", "y"], set.Queries[0].Relevant);
    }

    [Fact]
    public void Lines_of_json_give_queries_and_a_broken_one_is_told_with_its_line()
    {
        QuerySet set = QueryFile.Read(Write("q.jsonl", "{\"query\": \"кружка\", \"relevant\": [\"a\", \"b\"], \"kind\": \"mugs\"}\n\nnonsense\n{\"image\": \"x.png\", \"relevant\": null}\n[1]\n"), QueryColumns.Of(["group=kind"]));

        LabelledQuery query = Assert.Single(set.Queries);
        Assert.Equal(("кружка", "mugs"), (query.Words, query.Group));
        Assert.Equal(["a", "b"], query.Relevant);
        Assert.Equal(1, set.LeftOut);
        Assert.Equal([3, 5], set.Faults.Select(fault => fault.Line));
    }

    [Fact]
    public void Columns_of_other_names_are_mapped_and_one_may_be_left_alone()
    {
        string file = Write("q.tsv", "photo\tquery\texact\na.jpg\tmug\tx\n");

        LabelledQuery query = Assert.Single(QueryFile.Read(file, QueryColumns.Of(["image=photo", "relevant=exact", "query="])).Queries);

        Assert.Equal(("a.jpg", null), (query.Image, query.Words));
        Assert.Contains("only one of them", Assert.Single(QueryFile.Read(file, QueryColumns.Of(["image=photo", "relevant=exact"])).Faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image,ids\na.jpg,x\n", "relevant=exact", "exact")]
    [InlineData("picture,relevant\na.jpg,x\n", "group=", "image or query")]
    [InlineData("", "group=", "relevant")]
    public void A_table_that_lacks_a_column_is_refused_by_the_columns_name(string content, string map, string missing)
    {
        CommandFailedException failure = Assert.Throws<CommandFailedException>(() => QueryFile.Read(Write("q.csv", content), QueryColumns.Of([map])));

        Assert.Contains($"no column {missing}", failure.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private string Write(string name, string content)
    {
        string path = Path.Combine(_folder.Path, name);
        File.WriteAllText(path, content);
        return path;
    }
}
