using System.Globalization;
using VisualSearch.Engine.Indexing.ModelChange;

namespace VisualSearch.Api.Admin;

/// <param name="Fingerprint">Of the vector space: only vectors of equal fingerprints can be compared.</param>
/// <param name="Active">Searches use it.</param>
/// <param name="Complete">Nothing is pending or put off.</param>
/// <param name="Products">Living products of the catalogue.</param>
/// <param name="Pending">Products whose current version it has not taken in.</param>
/// <param name="PutOff">Pictures that it could not fetch yet; they are tried again by themselves.</param>
/// <param name="Vectors">That its collection holds; null where this process cannot tell.</param>
internal sealed record GenerationJson(
    string GenerationId,
    string Model,
    int Dimension,
    string Fingerprint,
    string Collection,
    bool Active,
    bool Complete,
    long Products,
    long Pending,
    long PutOff,
    long? Vectors,
    DateTimeOffset CreatedAt)
{
    public static GenerationJson Of(GenerationState state) => new(
        state.Record.Generation.Id.ToString(CultureInfo.InvariantCulture),
        state.Record.Generation.Model,
        state.Record.Generation.Dimension,
        state.Record.Generation.Fingerprint,
        state.Record.Generation.Collection,
        state.Record.Active,
        state.Progress.Complete,
        state.Progress.Products,
        state.Progress.Pending,
        state.Progress.PutOff,
        state.Vectors,
        state.Record.CreatedAt);
}

/// <param name="Items">Oldest first.</param>
internal sealed record GenerationListJson(IReadOnlyList<GenerationJson> Items);
