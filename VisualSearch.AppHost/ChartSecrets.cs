using System.Text.RegularExpressions;
using Aspire.Hosting.Kubernetes;

namespace VisualSearch.AppHost;

/// <summary>A blank secret ends <c>helm install</c> with its name; a store without its password would be open to the whole cluster.</summary>
internal static partial class ChartSecrets
{
    /// <summary>Blank, these mean something: no events, and the role that the machine has.</summary>
    private static readonly HashSet<string> MayBeBlank = ["webhook_secret", "s3_access_key", "s3_secret_key"];

    public static void Demand(KubernetesResource part)
    {
        if (part.Secret is not { } secret)
        {
            return;
        }

        foreach ((string name, string value) in secret.StringData.ToArray())
        {
            secret.StringData[name] = Value().Replace(value, Demanding);
        }
    }

    private static string Demanding(Match value) => MayBeBlank.Contains(value.Groups["name"].Value)
        ? value.Value
        : $"{{{{ required `{value.Groups["path"].Value} is blank` .Values.{value.Groups["path"].Value} }}}}";

    [GeneratedRegex(@"\{\{ \.Values\.(?<path>secrets\.\w+\.(?<name>\w+)) \}\}")]
    private static partial Regex Value();
}
