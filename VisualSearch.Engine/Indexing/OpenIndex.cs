using VisualSearch.Engine.Catalogue;
using VisualSearch.Engine.Embedding;
using VisualSearch.Engine.Vectors;

namespace VisualSearch.Engine.Indexing;

/// <summary>What belongs together in every search and every write: a generation, its model and its collection. Immutable, so that vectors of two models never meet.</summary>
public sealed record OpenIndex(Generation Generation, EmbeddingModel Model, IVectorIndex Vectors);
