using System.Net;
using System.Text;
using VisualSearch.Api.Http;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Http;

public sealed class PathValuesTests
{
    [Theory]
    [InlineData("/products/ext:a%2Fb", "ext:a%2Fb", "ext:a/b")]
    [InlineData("/products/ext:a%2fb?x=%2F", "ext:a%2fb", "ext:a/b")]
    [InlineData("/products/ext:a%252Fb", "ext:a%2Fb", "ext:a%2Fb")]
    [InlineData("http://host/products/ext%3Aa%2Fb%25/images", "ext:a%2Fb%", "ext:a/b%")]
    [InlineData("/elsewhere", "ext:a%2Fb", "ext:a/b")]
    public void A_segment_is_decoded_once_and_wholly(string rawTarget, string seen, string exact) => Assert.Equal(exact, PathValues.Exact(rawTarget, seen));

    [Fact]
    public async Task External_ids_with_a_slash_and_with_its_escape_are_two_products()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        string slash = await api.CreateAsync(new { title = "slash", external_id = "a/b" });
        string escape = await api.CreateAsync(new { title = "escape", external_id = "a%2Fb" });

        using HttpResponseMessage bySlash = await api.GetAsync("/api/v1/products/ext:a%2Fb");
        using HttpResponseMessage byEscape = await api.GetAsync("/api/v1/products/ext:a%252Fb");

        Assert.Equal(slash, (await ApiHost.JsonAsync(bySlash)).GetProperty("product_id").GetString());
        Assert.Equal(escape, (await ApiHost.JsonAsync(byEscape)).GetProperty("product_id").GetString());
    }

    [Fact]
    public async Task Deleting_by_an_escaped_escape_leaves_the_product_with_the_slash_alone()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        await api.CreateAsync(new { title = "slash", external_id = "p/q" });

        using HttpResponseMessage wrong = await api.Client.DeleteAsync("/api/v1/products/ext:p%252Fq", TestContext.Current.CancellationToken);
        using HttpResponseMessage right = await api.Client.DeleteAsync("/api/v1/products/ext:p%2Fq", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, right.StatusCode);
    }

    [Theory]
    [InlineData("?q=%ff")]
    [InlineData("?category=%ed%a0%80")]
    [InlineData("?q=%D0")]
    public void A_query_string_that_is_no_text_is_told_apart(string query) => Assert.False(QueryText.IsText(query));

    [Fact]
    public void Any_text_is_text_in_a_query_string()
    {
        CsCheck.Check.Sample(CsCheck.Gen.String, text =>
        {
            string whole = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
            return QueryText.IsText("?q=" + Uri.EscapeDataString(whole));
        });
    }

    [Fact]
    public async Task A_query_string_that_is_no_text_is_refused_instead_of_finding_nothing()
    {
        await using ApiHost api = await ApiHost.StartAsync();

        using HttpResponseMessage answer = await api.GetAsync("/api/v1/products?q=%ff");

        Assert.Equal("malformed_request", (await ApiHost.JsonAsync(answer, HttpStatusCode.BadRequest)).GetProperty("code").GetString());
    }
}
