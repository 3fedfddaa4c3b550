namespace VisualSearch.Tests.Architecture.Fixtures.Foreign.Qdrant;

internal sealed class Client;
