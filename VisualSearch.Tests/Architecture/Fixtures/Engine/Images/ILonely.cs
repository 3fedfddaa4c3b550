namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Images;

[Breaks(CodeLaws.TwoImplementations)]
internal interface ILonely;

internal sealed class OnlyOne : ILonely;

internal interface IPair<T>;

internal sealed class First : IPair<int>;

internal sealed class Second : IPair<string>;
