using System.Reflection;

namespace VisualSearch.AppHost;

/// <summary>The version that this was built with: of images and of the chart.</summary>
internal static class ProductVersion
{
    public static string Text { get; } = typeof(ProductVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
