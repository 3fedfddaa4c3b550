namespace VisualSearch.Tests.Architecture.Fixtures.Engine.Images;

internal sealed class Lens;
