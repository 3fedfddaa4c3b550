using VisualSearch.Engine;

namespace VisualSearch.Tests.Catalogue;

public sealed class ProductIdTests
{
    [Theory]
    [InlineData("1", true)]
    [InlineData("9223372036854775807", true)]
    [InlineData("016", false)]
    [InlineData("0", false)]
    [InlineData("-1", false)]
    [InlineData("+1", false)]
    [InlineData(" 1", false)]
    [InlineData("9223372036854775808", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Only_what_was_given_out_names_a_product(string? text, bool named) => Assert.Equal(named, ProductId.TryParse(text, out _));
}
