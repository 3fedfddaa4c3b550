using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing.ModelChange;

/// <summary>A living generation and how far it is.</summary>
/// <param name="Vectors">That its collection holds; null when that cannot be told here, as while a process has not opened it yet.</param>
public sealed record GenerationState(GenerationRecord Record, GenerationProgress Progress, long? Vectors);
