using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

public sealed class ImageReferenceTests
{
    [Theory]
    [InlineData("https://shop.example/a.jpg", "https://shop.example/a.jpg")]
    [InlineData(" http://shop.example:8080/a b.jpg?x=1#part ", "http://shop.example:8080/a%20b.jpg?x=1")]
    [InlineData("HTTPS://SHOP.example/A.jpg", "https://shop.example/A.jpg")]
    [InlineData("s3://bucket-1/folder/a b.jpg", "s3://bucket-1/folder/a b.jpg")]
    [InlineData("kept:00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff", "kept:00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff")]
    public void A_reference_is_read_and_written_back(string text, string written)
    {
        Assert.True(ImageReference.TryParse(text, out ImageReference? reference));
        Assert.Equal(written, reference.ToString());
        Assert.True(ImageReference.TryParse(written, out ImageReference? again));
        Assert.Equal(reference, again);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("picture.jpg")]
    [InlineData("/etc/passwd")]
    [InlineData("//shop.example/a.jpg")]
    [InlineData("ftp://shop.example/a.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("data:image/png;base64,AAAA")]
    [InlineData("javascript:alert(1)")]
    [InlineData("http://user:secret@shop.example/a.jpg")]
    [InlineData("http://user@shop.example/a.jpg")]
    [InlineData("https://")]
    [InlineData("http://shop.example/\r\nX: y")]
    [InlineData("s3://")]
    [InlineData("s3://bucket")]
    [InlineData("s3://bucket/")]
    [InlineData("s3:///key")]
    [InlineData("s3://Bad_Bucket/key")]
    [InlineData("kept:")]
    [InlineData("kept:../../../etc/passwd")]
    [InlineData("kept:00FF00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff00ff")]
    public void Anything_else_is_no_reference(string? text)
    {
        Assert.False(ImageReference.TryParse(text, out ImageReference? reference));
        Assert.Null(reference);
    }

    [Fact]
    public void An_endless_address_is_no_reference() => Assert.False(ImageReference.TryParse("https://shop.example/" + new string('a', 4096), out _));
}
