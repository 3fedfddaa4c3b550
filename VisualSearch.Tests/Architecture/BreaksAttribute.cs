namespace VisualSearch.Tests.Architecture;

/// <summary>Says which law a fixture breaks: the law must report exactly the fixtures that name it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Interface, AllowMultiple = true)]
internal sealed class BreaksAttribute(string law) : Attribute
{
    public string Law { get; } = law;
}
