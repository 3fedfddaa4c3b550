using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using VisualSearch.Api.Http;
using VisualSearch.Engine;
using VisualSearch.ServiceDefaults.Health;

namespace VisualSearch.Tests.Guides;

/// <summary>One setting, as its options class has it.</summary>
/// <param name="Name">With its section: <c>Images:MaxPixels</c>.</param>
/// <param name="Default">As docs/SETTINGS.md writes it.</param>
/// <param name="Range">The least and the greatest value, or the words that it may be, as the page writes them; empty where the class bounds it in another way or not.</param>
internal sealed record ProgramSettings(string Name, string Default, string Range, PropertyInfo Property)
{
    private static readonly Assembly[] Ours = [typeof(DataOptions).Assembly, typeof(LimitOptions).Assembly, typeof(HealthOptions).Assembly];

    /// <summary>Every setting of the programs, in order of their names.</summary>
    public static IReadOnlyList<ProgramSettings> All { get; } =
    [
        .. Ours.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetField("Section") is { IsLiteral: true })
            .SelectMany(type => type.GetProperties().Select(property => Of(type, property)))
            .OrderBy(setting => setting.Name, StringComparer.Ordinal),
    ];

    /// <summary>Its name, its section's, and those of what it is made of, without numbers: <c>Security:ApiKeys:Name</c>.</summary>
    public IEnumerable<string> Names =>
    [
        Name,
        Name[..Name.LastIndexOf(':')],
        .. (Property.PropertyType.GetGenericArguments() is [{ IsClass: true } item] && item != typeof(string) ? item.GetProperties() : []).Select(part => $"{Name}:{part.Name}"),
    ];

    private static ProgramSettings Of(Type type, PropertyInfo property) => new(
        $"{type.GetField("Section")!.GetRawConstantValue()}:{property.Name}",
        Written(property.GetValue(Activator.CreateInstance(type))),
        property.GetCustomAttribute<RangeAttribute>() is { } range ? RangeOf(range) : property.PropertyType.IsEnum ? ValuesOf(property.PropertyType) : string.Empty,
        property);

    private static string ValuesOf(Type values) => string.Join(", ", Enum.GetNames(values).Select(name => $"`{name.ToLowerInvariant()}`"));

    private static string RangeOf(RangeAttribute range)
    {
        // Fills in Minimum and Maximum of a range that is written as text.
        range.IsValid(Activator.CreateInstance(range.OperandType));
        bool open = range.Maximum is int.MaxValue or long.MaxValue or double.MaxValue;
        return open ? $"from {Written(range.Minimum)}" : $"{Written(range.Minimum)} to {Written(range.Maximum)}";
    }

    private static string Written(object? value) => value switch
    {
        null => "none",
        string text => text.Replace('\\', '/'),
        ICollection { Count: 0 } => "none",
        bool flag => flag ? "true" : "false",
        Enum one => one.ToString().ToLowerInvariant(),
        TimeSpan { Milliseconds: > 0 } time => time.ToString("c", CultureInfo.InvariantCulture).TrimEnd('0'),
        TimeSpan time => time.ToString("c", CultureInfo.InvariantCulture),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => throw new InvalidOperationException($"A value of {value.GetType()} has no form here yet."),
    };
}
