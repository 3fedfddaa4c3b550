using CsCheck;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Tests.Catalogue;

public sealed class TextFoldingTests
{
    private static readonly string[] Traps = ["\"", "*", "(", ")", "NEAR", "AND", "OR", "NOT", "title:", "{title}", "^", "+", "-", "''", "\0", "a", "ё", "🙂", " "];

    /// <summary>Any UTF-16 units: halves of pairs, controls, unassigned.</summary>
    public static readonly Gen<string> Rubbish = Gen.OneOf(
        Gen.Char.Array[0, 40].Select(units => new string(units)),
        Gen.Int[0, Traps.Length - 1].Select(i => Traps[i]).Array[0, 12].Select(string.Concat));

    [Theory]
    [InlineData("Чёрный", "черныи")]
    [InlineData("ЧЕРНЫЙ", "черныи")]
    [InlineData("Café", "cafe")]
    [InlineData("ＡＢＣ１２３", "abc123")]
    [InlineData("ﬁne", "fine")]
    [InlineData("Көйнөк", "көинөк")]
    [InlineData("soft\u00ADhyphen", "softhyphen")]
    public void Fold_makes_equal_what_people_take_for_equal(string text, string folded) => Assert.Equal(folded, TextFolding.Fold(text));

    [Fact]
    public void Words_are_runs_of_letters_and_digits() =>
        Assert.Equal(["bakai", "118133", "кружка", "x2"], TextFolding.Words("  bakai_118133: «Кружка» — x2!"));

    [Fact]
    public void Folding_twice_changes_nothing_more() => Rubbish.Sample(text => Assert.Equal(TextFolding.Fold(text), TextFolding.Fold(TextFolding.Fold(text))));

    [Fact]
    public void Words_never_hold_anything_but_letters_marks_and_digits() => Rubbish.Sample(text =>
    {
        foreach (string word in TextFolding.Words(text))
        {
            Assert.NotEmpty(word);
            Assert.DoesNotContain('"', word);
            Assert.DoesNotContain(word, char.IsWhiteSpace);
            Assert.Equal([word], TextFolding.Words(word));
        }
    });
}
