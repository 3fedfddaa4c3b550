using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;

namespace VisualSearch.Cli.Terminal;

/// <summary>
/// Where a command speaks. What was asked for goes to standard output and nothing else does, so that it can be piped; messages and progress go to standard error.
/// </summary>
internal sealed class Screen
{
    private static readonly JsonSerializerOptions OnOneLine = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions Indented = new(OnOneLine) { WriteIndented = true };

    private readonly Lock _gate = new();

    /// <param name="interactive">Someone looks at standard error as it is written: progress may move.</param>
    /// <param name="width">Columns of a table; null for the terminal's own.</param>
    public Screen(TextWriter output, TextWriter error, bool interactive, int? width = null)
    {
        OutputWriter = output;
        ErrorWriter = error;
        IsInteractive = interactive;
        Output = Console(output, interactive && !System.Console.IsOutputRedirected, width);
        Error = Console(error, interactive, width);
    }

    /// <summary>For tables and text that was asked for.</summary>
    public IAnsiConsole Output { get; }

    /// <summary>For messages and progress.</summary>
    public IAnsiConsole Error { get; }

    /// <summary>For lines that must come out as they are, JSON among them.</summary>
    public TextWriter OutputWriter { get; }

    public TextWriter ErrorWriter { get; }

    public bool IsInteractive { get; }

    public static Screen OfProcess() => new(System.Console.Out, System.Console.Error, !System.Console.IsErrorRedirected);

    /// <summary>The answer for a machine: indented, members in snake_case as in the Api, nulls written, letters of all scripts as they are.</summary>
    public void WriteJson<T>(T answer) => OutputWriter.WriteLine(JsonSerializer.Serialize(answer, Indented));

    /// <summary>The same on one line, for a stream of answers.</summary>
    public void WriteJsonLine<T>(T answer) => OutputWriter.WriteLine(JsonSerializer.Serialize(answer, OnOneLine));

    /// <summary>A message for the user, plain text. Callable from several threads.</summary>
    public void Say(string message)
    {
        lock (_gate)
        {
            ErrorWriter.WriteLine(message);
        }
    }

    private static IAnsiConsole Console(TextWriter writer, bool interactive, int? width)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = interactive ? AnsiSupport.Detect : AnsiSupport.No,
            Interactive = interactive ? InteractionSupport.Detect : InteractionSupport.No,
        });
        if (width is { } columns)
        {
            console.Profile.Width = columns;
        }
        else if (!interactive)
        {
            // A file or a pipe has no width; what it is read with wraps lines by itself.
            console.Profile.Width = 200;
        }

        return console;
    }
}
