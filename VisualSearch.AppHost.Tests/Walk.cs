using YamlDotNet.RepresentationModel;

namespace VisualSearch.AppHost.Tests;

/// <summary>Ways through a YAML document.</summary>
internal static class Walk
{
    /// <summary>The node at the end of the path: members by name, items by number.</summary>
    /// <exception cref="KeyNotFoundException">The path leads nowhere.</exception>
    public static YamlNode At(this YamlNode node, params object[] path) => node.Find(path) ?? throw new KeyNotFoundException($"{string.Join('/', path)} is not there");

    /// <summary>Null: the path leads nowhere.</summary>
    public static YamlNode? Find(this YamlNode node, params object[] path)
    {
        YamlNode? current = node;
        foreach (object step in path)
        {
            current = (current, step) switch
            {
                (YamlMappingNode mapping, string name) => mapping.Children.TryGetValue(new YamlScalarNode(name), out YamlNode? member) ? member : null,
                (YamlSequenceNode sequence, int index) when index < sequence.Children.Count => sequence.Children[index],
                _ => null,
            };
        }

        return current;
    }

    public static string Text(this YamlNode node, params object[] path) => ((YamlScalarNode)node.At(path)).Value ?? string.Empty;

    public static string[] Texts(this YamlNode node, params object[] path) => [.. ((YamlSequenceNode)node.At(path)).Children.Select(item => ((YamlScalarNode)item).Value ?? string.Empty)];

    public static IReadOnlyList<YamlNode> Items(this YamlNode node, params object[] path) => [.. ((YamlSequenceNode)node.At(path)).Children];

    public static string[] Names(this YamlNode node, params object[] path) => [.. ((YamlMappingNode)node.At(path)).Children.Keys.Select(key => ((YamlScalarNode)key).Value ?? string.Empty)];
}
