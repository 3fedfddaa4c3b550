namespace VisualSearch.Engine.Catalogue;

/// <summary>Changes to products, each in one transaction: product row, picture rows, lexical index. A REST write counts as an event at the server's time for each clock it touches.</summary>
public sealed class ProductWrites
{
    /// <param name="pictures">References in order, as given by the client or <c>kept:…</c>; empty for none.</param>
    public Task<WriteResult> CreateAsync(ProductDetails details, IReadOnlyList<string> pictures, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Full replacement. An unknown <c>ext:</c> key creates; an unknown id does not. Pictures whose reference stays keep their row and state.</summary>
    /// <param name="pictures">Null leaves the pictures as they are.</param>
    /// <param name="ifVersion">When set, the write happens only at this version (and never creates).</param>
    public Task<WriteResult> ReplaceAsync(ProductKey key, ProductDetails details, IReadOnlyList<string>? pictures, long? ifVersion, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Leaves a tombstone; the product is gone from every read at once.</summary>
    public Task<WriteResult> DeleteAsync(ProductKey key, long? ifVersion, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Adds one picture after the last.</summary>
    public Task<WriteResult> AddPictureAsync(ProductKey key, string reference, CancellationToken cancellationToken) => throw new NotImplementedException();
}
