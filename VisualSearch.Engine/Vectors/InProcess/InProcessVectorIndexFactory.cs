namespace VisualSearch.Engine.Vectors.InProcess;
public sealed class InProcessVectorIndexFactory { public IVectorIndex Create(int dimension) => throw new NotImplementedException(); }
