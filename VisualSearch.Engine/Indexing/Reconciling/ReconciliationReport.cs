using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>What a comparison of the catalogue with its collections found.</summary>
/// <param name="Mended">Whether what was found was mended as well.</param>
/// <param name="OrphanedCollections">Collections of the store that look like ours and belong to no generation: left behind by a drop that was cut short, or another shop's. They are never removed here.</param>
public sealed record ReconciliationReport(bool Mended, IReadOnlyList<GenerationFindings> Generations, IReadOnlyList<string> OrphanedCollections)
{
    /// <summary>Nothing was found in any generation.</summary>
    public bool Equal => Generations.All(generation => generation.Found == 0);
}

/// <summary>What was found in one generation.</summary>
/// <param name="State">Whether it was compared at all.</param>
/// <param name="Expected">Vectors that the catalogue says there are, changes under way included.</param>
/// <param name="Held">Vectors that the collection holds.</param>
/// <param name="Missing">Products that have vectors and of which the collection holds none.</param>
/// <param name="Orphaned">Products of which the collection holds vectors and that have none, or do not exist.</param>
/// <param name="WrongVersion">Products whose vectors are of another version.</param>
/// <param name="WrongPictures">Products with vectors of other pictures than they have.</param>
/// <param name="InFlux">Products that differed and are being changed, so that nothing can be said of them yet.</param>
/// <param name="Examples">Some of what was found.</param>
public sealed record GenerationFindings(
    Generation Generation,
    ComparisonState State,
    long Expected = 0,
    long Held = 0,
    long Missing = 0,
    long Orphaned = 0,
    long WrongVersion = 0,
    long WrongPictures = 0,
    long InFlux = 0,
    IReadOnlyList<Finding>? Examples = null)
{
    /// <summary>Products that are not as they should be.</summary>
    public long Found => Missing + Orphaned + WrongVersion + WrongPictures;
}

/// <summary>Whether a generation was compared.</summary>
public enum ComparisonState
{
    Compared,

    /// <summary>Too much of it is still to be written, so there is nothing to compare yet.</summary>
    BeingFilled,

    /// <summary>Its collection is not there; it is made and filled anew by whoever indexes.</summary>
    Lost,
}

/// <summary>One product whose vectors are not as they should be.</summary>
public sealed record Finding(ProductId Product, FindingKind Kind);

/// <summary>What can be wrong with a product's vectors.</summary>
public enum FindingKind
{
    Missing,
    Orphaned,
    WrongVersion,
    WrongPictures,
}
