namespace VisualSearch.Engine.Catalogue;

/// <summary>How far a generation is.</summary>
/// <param name="Products">Living products.</param>
/// <param name="Pending">Products whose current version it has not taken in, deleted ones included.</param>
/// <param name="PutOff">Pictures that another generation has and this one could not fetch yet; each has its next attempt ahead.</param>
public sealed record GenerationProgress(long Products, long Pending, long PutOff)
{
    /// <summary>Whether it answers for the whole catalogue.</summary>
    public bool Complete => Pending == 0 && PutOff == 0;
}
