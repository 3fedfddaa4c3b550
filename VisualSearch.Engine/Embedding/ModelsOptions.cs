namespace VisualSearch.Engine.Embedding;

/// <summary>Where models are kept. Section <c>Models</c>.</summary>
public sealed class ModelsOptions
{
    public const string Section = "Models";

    /// <summary>
    /// A folder of model folders, looked in before the <c>models</c> beside the program and that of the user, and where downloads go; a relative path is taken
    /// from the content root. Null: only those two, and downloads go to the user's.
    /// </summary>
    public string? Directory { get; set; }
}
