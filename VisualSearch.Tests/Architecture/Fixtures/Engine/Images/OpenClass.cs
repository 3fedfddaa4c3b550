namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Images;

[Breaks(CodeLaws.SealedClasses)]
public class OpenClass;

internal class Ancestor;

internal sealed class Descendant : Ancestor;

internal abstract class Abstraction;

internal static class Functions;
