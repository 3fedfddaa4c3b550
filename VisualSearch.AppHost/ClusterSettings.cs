using Microsoft.Extensions.Configuration;

namespace VisualSearch.AppHost;

/// <summary>What a cluster needs to be told. Section <c>VisualSearch:Cluster</c>.</summary>
/// <param name="Host">The name under which an Ingress leads to the Api; null: no Ingress.</param>
/// <param name="IngressClass">Null: the cluster's default.</param>
/// <param name="TlsSecret">The secret with the certificate of <see cref="Host"/>; null: plain HTTP.</param>
/// <param name="StorageClass">For the volumes of stores; null: the cluster's default.</param>
/// <param name="SharedStorageClass">For volumes that several pods mount; null: the cluster's default.</param>
/// <param name="SharedAccess"><c>ReadWriteMany</c>, or <c>ReadWriteOnce</c> on a cluster of one node.</param>
/// <param name="PostgresSize">Of the volume, as Kubernetes writes quantities.</param>
/// <param name="RedisSize">Of the volume.</param>
/// <param name="QdrantSize">Of the volume.</param>
/// <param name="ModelsSize">Of the volume.</param>
/// <param name="PicturesSize">Of the volume.</param>
internal sealed record ClusterSettings(
    string? Host,
    string? IngressClass,
    string? TlsSecret,
    string? StorageClass,
    string? SharedStorageClass,
    string SharedAccess,
    string PostgresSize,
    string RedisSize,
    string QdrantSize,
    string ModelsSize,
    string PicturesSize)
{
    public static ClusterSettings Read(IConfigurationSection section)
    {
        ArgumentNullException.ThrowIfNull(section);
        return new ClusterSettings(
            section["Host"],
            section["IngressClass"],
            section["TlsSecret"],
            section["StorageClass"],
            section["SharedStorageClass"],
            section["SharedAccess"] ?? "ReadWriteMany",
            section["PostgresSize"] ?? "20Gi",
            section["RedisSize"] ?? "1Gi",
            section["QdrantSize"] ?? "20Gi",
            section["ModelsSize"] ?? "5Gi",
            section["PicturesSize"] ?? "20Gi");
    }
}
