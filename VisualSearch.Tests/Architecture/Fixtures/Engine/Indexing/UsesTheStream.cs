using VisualSearch.Tests.Architecture.Fixtures.Engine.Indexing.Redis;

namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Indexing;

[Breaks(CodeLaws.ModeParts)]
internal sealed class UsesTheStream
{
    public RedisStream? Stream { get; init; }
}
