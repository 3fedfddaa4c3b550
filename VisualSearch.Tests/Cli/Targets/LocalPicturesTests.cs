using VisualSearch.Cli.Targets;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Cli.Targets;

public sealed class LocalPicturesTests
{
    [Theory]
    [InlineData("a.jpg")]
    [InlineData("round.jpg")]
    [InlineData("b/secret.jpg")]
    public void A_link_does_not_lead_out_of_the_folder_over_another_link(string name)
    {
        using TemporaryFolder folder = new();
        string inside = Directory.CreateDirectory(Path.Combine(folder.Path, "inside")).FullName;
        string outside = Directory.CreateDirectory(Path.Combine(folder.Path, "outside")).FullName;
        File.WriteAllText(Path.Combine(outside, "secret.jpg"), "secret");
        Directory.CreateSymbolicLink(Path.Combine(inside, "b"), outside);
        File.CreateSymbolicLink(Path.Combine(inside, "a.jpg"), "b/secret.jpg");
        File.CreateSymbolicLink(Path.Combine(inside, "round.jpg"), "round.jpg");

        Assert.Null(new LocalPictures(inside, allowOutside: false).FindFile(name).Path);
    }

    [Fact]
    public void Links_that_stay_in_the_folder_are_followed()
    {
        using TemporaryFolder folder = new();
        Directory.CreateDirectory(Path.Combine(folder.Path, "c"));
        File.WriteAllText(Path.Combine(folder.Path, "c", "x.jpg"), "x");
        Directory.CreateSymbolicLink(Path.Combine(folder.Path, "d"), "c");
        File.CreateSymbolicLink(Path.Combine(folder.Path, "e.jpg"), "d/x.jpg");

        Assert.NotNull(new LocalPictures(folder.Path, allowOutside: false).FindFile("e.jpg").Path);
    }
}
