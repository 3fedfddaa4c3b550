using VisualSearch.Cli;
using VisualSearch.Cli.Importing.Buckets;

namespace VisualSearch.Tests.Cli.Importing;

public sealed class KeyPatternTests
{
    [Theory]
    [InlineData("{external_id}/{n}.{ext}", "A-17/2.jpg", "A-17", 2)]
    [InlineData("{external_id}/{n}.{ext}", "кружка (1)/10.WEBP", "кружка (1)", 10)]
    [InlineData("{external_id}.jpg", "a.b.jpg", "a.b", 0)]
    [InlineData("**/{external_id}_{n}.{ext}", "2026/11/A_17_3.png", "A_17", 3)]
    [InlineData("*/{external_id}/*.{ext}", "kitchen/mug/front.jpeg", "mug", 0)]
    [InlineData("{external_id}/{external_id}-{n}.{ext}", "mug/mug-1.jpg", "mug", 1)]
    public void A_key_that_fits_names_its_product_and_the_place_of_the_picture(string pattern, string key, string id, long place) =>
        Assert.Equal((id, place), KeyPattern.Parse(pattern).Find(key));

    [Theory]
    [InlineData("{external_id}/{n}.{ext}", "A-17/front.jpg")]
    [InlineData("{external_id}/{n}.{ext}", "A-17/1.gif")]
    [InlineData("{external_id}/{n}.{ext}", "toys/A-17/1.jpg")]
    [InlineData("{external_id}/{n}.{ext}", "A-17/1.jpg\n")]
    [InlineData("{external_id}/{n}.jpg", "A-17/1xjpg")]
    [InlineData("{external_id}/{external_id}-{n}.{ext}", "mug/cup-1.jpg")]
    [InlineData("*/{external_id}.jpg", "a/b/c.jpg")]
    public void A_key_that_does_not_fit_names_none(string pattern, string key) => Assert.Null(KeyPattern.Parse(pattern).Find(key));

    [Theory]
    [InlineData("{sku}/{n}.jpg", "{sku}")]
    [InlineData("{n}.jpg", "{external_id}")]
    [InlineData("{external_id/{n}.jpg", "{external_id/{n}")]
    public void A_pattern_that_cannot_be_meant_is_refused_by_what_is_wrong_with_it(string pattern, string named)
    {
        CommandFailedException refusal = Assert.Throws<CommandFailedException>(() => KeyPattern.Parse(pattern));

        Assert.Equal(ExitCode.WrongUsage, refusal.Code);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }
}
