using VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors;

[Breaks(CodeLaws.EngineFolders)]
internal abstract class SeenInSignature
{
    public abstract void Take(Shelf[] shelves);
}

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInProperty
{
    public Shelf? Place { get; init; }
}

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInBaseType : List<Shelf>;

[Breaks(CodeLaws.EngineFolders)]
internal sealed class SeenInConstraint<T>
    where T : IEquatable<Shelf>
{
    public T? Value { get; init; }
}
