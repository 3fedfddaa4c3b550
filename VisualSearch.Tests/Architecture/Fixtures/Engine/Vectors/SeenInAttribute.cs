using VisualSearch.Tests.Architecture.Fixtures.Engine.Catalogue;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Vectors;

[Breaks(CodeLaws.EngineFolders)]
[AttributeUsage(AttributeTargets.Class)]
internal sealed class SeenInAttribute : Attribute
{
    [System.ComponentModel.TypeConverter(typeof(Shelf))]
    public int Number { get; init; }
}
