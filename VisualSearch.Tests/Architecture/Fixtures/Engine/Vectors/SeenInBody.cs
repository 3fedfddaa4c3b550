using VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors;

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInBody
{
    public static int Ask() => Shelf.Count();
}

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInLocal
{
    public static int Ask()
    {
        List<Shelf> shelves = [];
        return shelves.Count;
    }
}

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInClosure
{
    public static Func<int> Ask(int extra) => () => Shelf.Count() + extra;
}

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInStateMachine
{
    public static async Task<int> Ask()
    {
        await Task.Yield();
        return Shelf.Count();
    }
}

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInCatch
{
    public static void Ask(Action act)
    {
        try
        {
            act();
        }
        catch (ShelfException)
        {
            act();
        }
    }
}

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInTypeOf
{
    public static string Ask() => typeof(Shelf).Name;
}
