namespace VisualSearch.Engine.Catalogue;

/// <summary>A generation as the catalogue has it.</summary>
/// <param name="Active">Searches use it.</param>
public sealed record GenerationRecord(Generation Generation, bool Active, DateTimeOffset CreatedAt);
