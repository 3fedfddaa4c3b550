namespace VisualSearch.Tests.Deploy;

/// <summary>The tests that share one nginx and the one place for searches behind it, one after the other.</summary>
[CollectionDefinition(nameof(BehindNginx))]
public sealed class BehindNginx : ICollectionFixture<ProxiedApi>;
