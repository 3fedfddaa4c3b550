namespace VisualSearch.Tests.Architecture.Fixtures.Foreign.Npgsql;

internal sealed class Connection;
