namespace VisualSearch.Engine.Vectors;

/// <summary>A collection as the catalogue's generation knows it.</summary>
/// <param name="Name">Full name: letters, digits, <c>-</c> and <c>_</c>, 1 to 255 characters.</param>
/// <param name="Dimension">Numbers in a vector.</param>
/// <param name="Epoch">Identifies its contents; kept with the collection.</param>
public sealed record VectorCollection(string Name, int Dimension, string Epoch);

/// <summary>A collection that can be used.</summary>
/// <param name="Fresh">
/// It was made anew and nobody has confirmed since: every product of its generation has to be written to it again. It may hold some of them already, from a filling that
/// was broken off; fencing makes writing them again harmless.
/// </param>
public sealed record OpenedCollection(IVectorIndex Index, bool Fresh);
