namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Cache;

[Breaks(CodeLaws.EngineMap)]
internal sealed class OffTheMap;
