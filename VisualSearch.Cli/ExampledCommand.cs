using System.CommandLine;

namespace VisualSearch.Cli;

/// <summary>A command whose help ends with examples to copy.</summary>
internal sealed class ExampledCommand : Command
{
    /// <param name="examples">Whole command lines, each with what it does.</param>
    public ExampledCommand(string name, string description, params (string Line, string Does)[] examples)
        : base(name, description)
    {
        Examples = examples;
    }

    public IReadOnlyList<(string Line, string Does)> Examples { get; }
}
