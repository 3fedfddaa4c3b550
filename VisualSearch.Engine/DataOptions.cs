using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine;

/// <summary>Where this process keeps what is its own in embedded mode: the SQLite file and the kept pictures. Section <c>Data</c>.</summary>
public sealed class DataOptions
{
    public const string Section = "Data";

    /// <summary>The folder of kept pictures in <see cref="Directory"/>.</summary>
    internal const string Pictures = "pictures";

    /// <summary>A folder, created when missing; a relative path is taken from the content root.</summary>
    [Required(AllowEmptyStrings = false)]
    public string Directory { get; set; } = "data";
}
