namespace VisualSearch.Tests.Architecture;

/// <summary>One rule over things of one kind: types, source files or projects. The same object judges the product and the fixtures that must break it.</summary>
/// <param name="Name">A sentence; also what <see cref="BreaksAttribute"/> names.</param>
/// <param name="Judge">What is wrong with the things given; nothing when the law holds.</param>
internal sealed record Law<T>(string Name, Func<IReadOnlyList<T>, IEnumerable<Violation>> Judge)
{
    public override string ToString() => Name;
}

/// <param name="Where">The full name of the type, or the path of the file.</param>
internal sealed record Violation(string Where, string What)
{
    public override string ToString() => $"{Where}: {What}";
}
