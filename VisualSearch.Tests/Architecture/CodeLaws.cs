namespace VisualSearch.Tests.Architecture;

/// <summary>The arrows of the product and the rules of the house, as far as compiled code shows them.</summary>
internal static class CodeLaws
{
    private const string Engine = "VisualSearch.Engine";
    private const string Api = "VisualSearch.Api";

    /// <summary>What a folder of the Engine may use besides the ids and records at its root.</summary>
    private static readonly Dictionary<string, string[]> EngineArrows = new()
    {
        ["Search"] = ["Indexing", "Catalogue", "Images", "Embedding", "Vectors"],
        ["Indexing"] = ["Catalogue", "Images", "Embedding", "Vectors"],
        ["Intake"] = ["Catalogue", "Images"],
        ["Embedding"] = ["Images"],
        ["Vectors"] = [],
        ["Catalogue"] = [],
        ["Images"] = [],
    };

    /// <summary>Interfaces that exist because the embedded and the distributed mode differ there, and nowhere else.</summary>
    private static readonly HashSet<string> ModeInterfaces =
    [
        "VisualSearch.Engine.Indexing.IIndexQueue",
        "VisualSearch.Engine.Vectors.IVectorIndex",
        "VisualSearch.Engine.Images.IImageStore",
    ];

    private static readonly string[] EmptyWords = ["Manager", "Helper", "Helpers", "Util", "Utils", "Service", "Services", "Extensions", "Base", "Common", "Misc"];

    public const string EngineFolders = "A folder of the Engine uses only the folders its arrow points to";
    public const string EngineRoot = "What all of the Engine shares knows none of its folders";
    public const string EngineMap = "Every type of the Engine lies at its root or in a folder of the map";
    public const string ApiSlices = "A slice of the Api uses Http and the Engine and never another slice";
    public const string ModeParts = "What speaks to one store is used inside its folder and by registrations";
    public const string SealedClasses = "A class is sealed unless another one derives from it";
    public const string TellingNames = "A name says the act or the thing";
    public const string TwoImplementations = "An interface has two implementations or is one of the modes' three";
    public const string CancellationLast = "In the Engine a cancellation token is the last parameter, required and called cancellationToken";

    public static IReadOnlyList<Law<CodeType>> All { get; } =
    [
        Uses(EngineFolders, type => type.IsIn(Engine), (type, use) => !EngineMay(type, use)),
        Uses(EngineRoot, type => type.Namespace == Engine && !type.IsRegistration, (_, use) => PartOf(use.Namespace, Engine) is not null),
        Types(EngineMap, type => type.IsIn(Engine) && PartOf(type.Namespace, Engine) is { } folder && !EngineArrows.ContainsKey(folder), _ => "is in a folder that the map does not know"),
        Uses(ApiSlices, type => PartOf(type.Namespace, Api) is not null, (type, use) => PartOf(use.Namespace, Api) is { } other && other != "Http" && other != PartOf(type.Namespace, Api)),
        Uses(ModeParts, type => !type.IsRegistration, (type, use) => BelongsToOneStore(use.Namespace) is { } part && !type.IsIn(part)),
        .. ForeignLibrary.All.Select(library => Uses(library.Law, type => !type.IsIn(library.Place), (_, use) => library.Owns(use))),
        new(SealedClasses, OpenClasses),
        Types(TellingNames, type => EmptyWords.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal)), _ => "ends in a word that says nothing"),
        new(TwoImplementations, LonelyInterfaces),
        new(CancellationLast, MisplacedTokens),
    ];

    private static Law<CodeType> Uses(string name, Func<CodeType, bool> applies, Func<CodeType, CodeUse, bool> forbidden) =>
        new(name, types => types.Where(applies).SelectMany(type => type.Uses
            .Where(use => forbidden(type, use))
            .Select(use => new Violation(type.FullName, $"uses {use.FullName}"))));

    private static Law<CodeType> Types(string name, Func<CodeType, bool> forbidden, Func<CodeType, string> what) =>
        new(name, types => types.Where(forbidden).Select(type => new Violation(type.FullName, what(type))));

    private static bool EngineMay(CodeType type, CodeUse use)
    {
        string? from = PartOf(type.Namespace, Engine);
        string? to = PartOf(use.Namespace, Engine);
        return from is null || to is null || from == to || (EngineArrows.TryGetValue(from, out string[]? allowed) && allowed.Contains(to));
    }

    /// <summary>The folder or slice below <paramref name="root"/>; null at the root itself and elsewhere.</summary>
    private static string? PartOf(string name, string root) => CodeType.IsWithin(name, root) && name.Length > root.Length ? name[(root.Length + 1)..].Split('.')[0] : null;

    private static string? BelongsToOneStore(string name) =>
        new[] { $"{Engine}.Vectors.Qdrant", $"{Engine}.Indexing.Redis" }.FirstOrDefault(part => CodeType.IsWithin(name, part));

    private static IEnumerable<Violation> OpenClasses(IReadOnlyList<CodeType> types)
    {
        HashSet<string> derivedFrom = [.. types.SelectMany(type => type.BaseTypes)];
        return types
            .Where(type => type.IsOpenClass && type.Namespace.Length > 0 && !IsMigration(type) && !derivedFrom.Contains(type.FullName))
            .Select(type => new Violation(type.FullName, "is open to inheritance that nothing makes use of"));
    }

    private static IEnumerable<Violation> LonelyInterfaces(IReadOnlyList<CodeType> types)
    {
        Dictionary<string, int> implementations = types.SelectMany(type => type.BaseTypes).CountBy(name => name).ToDictionary();
        return types
            .Where(type => type.IsInterface && !ModeInterfaces.Contains(type.FullName) && implementations.GetValueOrDefault(type.FullName) < 2)
            .Select(type => new Violation(type.FullName, "has fewer than two implementations"));
    }

    private static IEnumerable<Violation> MisplacedTokens(IReadOnlyList<CodeType> types) =>
        from type in types
        where type.IsIn(Engine) && !IsMigration(type) && !type.BaseTypes.Contains("System.MulticastDelegate")
        from method in type.Methods
        where !method.IsOverride
        from parameter in method.Parameters
        where parameter.Type == typeof(CancellationToken).FullName
        where parameter.HasDefault || parameter != method.Parameters[^1] || parameter.Name != "cancellationToken"
        select new Violation(type.FullName, $"{method.Name} has {parameter.Name} out of order, optional or under another name");

    /// <summary>Written by EF Core's tool, in its own manner.</summary>
    private static bool IsMigration(CodeType type) => CodeType.IsWithin(type.Namespace, $"{Engine}.Catalogue.Migrations");
}
