namespace VisualSearch.AppHost;

/// <summary>What the graph is written out for. One a run: Aspire refuses what is meant for a target that is not in the model.</summary>
internal enum PublishTarget
{
    /// <summary>Docker Compose: one host.</summary>
    Compose,

    /// <summary>A Helm chart.</summary>
    Kubernetes,
}
