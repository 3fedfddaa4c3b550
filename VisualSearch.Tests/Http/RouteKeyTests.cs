using VisualSearch.Api.Http;
using VisualSearch.Engine;

namespace VisualSearch.Tests.Http;

public sealed class RouteKeyTests
{
    [Theory]
    [InlineData("ext:a%2Fb", "a/b")]
    [InlineData("ext:a%2fb", "a/b")]
    [InlineData("ext:plain", "plain")]
    [InlineData("ext:50%", "50%")]
    public void An_encoded_slash_in_a_path_is_the_slash_of_the_external_id(string value, string externalId)
    {
        Assert.True(RouteKey.TryParse(value, out ProductKey key));
        Assert.Equal(externalId, key.ExternalId);
    }

    [Fact]
    public void What_names_no_product_is_no_key() => Assert.False(RouteKey.TryParse("%2F", out _));
}
