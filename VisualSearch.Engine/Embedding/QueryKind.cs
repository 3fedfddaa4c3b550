namespace VisualSearch.Engine.Embedding;

/// <summary>What a query is made of; cosines of different kinds cannot be compared.</summary>
public enum QueryKind
{
    /// <summary>Picture against pictures.</summary>
    Image,

    /// <summary>Words against pictures.</summary>
    Text,
}
