namespace VisualSearch.Tests.Architecture;

/// <summary>A top-level type of ours with everything it touches; what is nested in it, state machines and closures included, counts as its own.</summary>
/// <param name="Uses">Types and members named in signatures, bodies, locals, attributes, generic arguments and catch clauses.</param>
internal sealed record CodeType(
    string Namespace,
    string Name,
    bool IsInterface,
    bool IsOpenClass,
    IReadOnlyList<string> BaseTypes,
    IReadOnlyList<CodeUse> Uses,
    IReadOnlyList<CodeMethod> Methods)
{
    public string FullName => Namespace.Length == 0 ? Name : $"{Namespace}.{Name}";

    /// <summary>Wiring files know everything of their own project.</summary>
    public bool IsRegistration => Name.EndsWith("Registration", StringComparison.Ordinal) || Name == "Program";

    public bool IsIn(string root) => IsWithin(Namespace, root);

    /// <summary>True for the namespace itself and for what lies below it.</summary>
    public static bool IsWithin(string name, string root) => name == root || name.StartsWith(root + ".", StringComparison.Ordinal);
}

/// <param name="Assembly">The simple name of the assembly that defines the type.</param>
/// <param name="Member">The member called, null where only the type is named.</param>
internal sealed record CodeUse(string Assembly, string Namespace, string Type, string? Member)
{
    public string FullName => Member is null ? $"{Namespace}.{Type}" : $"{Namespace}.{Type}.{Member}";
}

/// <summary>A method that a person wrote.</summary>
/// <param name="IsOverride">Its signature was decided elsewhere.</param>
internal sealed record CodeMethod(string Name, bool IsOverride, IReadOnlyList<CodeParameter> Parameters);

internal sealed record CodeParameter(string Name, string Type, bool HasDefault);
