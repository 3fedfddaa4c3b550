namespace VisualSearch.Engine.Catalogue;
public sealed class CatalogueStartup { public Task PrepareAsync(CancellationToken cancellationToken) => throw new NotImplementedException(); }
