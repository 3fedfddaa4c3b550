namespace VisualSearch.Tests.Architecture.Fixtures.Foreign.StackExchange.Redis;

internal sealed class Database;
