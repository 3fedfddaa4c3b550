namespace VisualSearch.Engine.Catalogue;

/// <summary>One model fingerprint and the collection that holds its vectors.</summary>
/// <param name="Collection">The collection's full name; searches use it, never an alias.</param>
/// <param name="Epoch">Identifies the collection's contents; another epoch in the vector store means it was made anew and must be refilled.</param>
public sealed record Generation(long Id, string Model, string Fingerprint, int Dimension, string Collection, string Epoch);
