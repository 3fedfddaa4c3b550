namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;

internal sealed class Shelf
{
    public static int Count() => 0;
}

internal sealed class ShelfException : Exception;
