using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Rows of JSON Lines, one object a line, or of one JSON list of objects.</summary>
internal sealed class JsonRows : RowSource
{
    /// <summary>Characters of one line, as many as a table's row has bytes: a file without line breaks is to be noticed before the memory is full.</summary>
    private const int LongestLine = 4 * 1024 * 1024;

    private static readonly JsonDocumentOptions Format = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };

    private readonly InputStream _input;
    private readonly Encoding _encoding;
    private readonly bool _list;

    private JsonRows(InputStream input, Encoding encoding, bool list)
    {
        _input = input;
        _encoding = encoding;
        _list = list;
    }

    public override long? Length => _input.Length;

    public override long Position => _input.Position;

    public static JsonRows Open(string name, SourceIdentity? identity, InputStream input, Encoding encoding) =>
        new(input, encoding, input.HeadAs(encoding).AsSpan().TrimStart().StartsWith("[")) { Name = name, Identity = identity };

    public override IAsyncEnumerable<SourceRow> ReadAsync(CancellationToken cancellationToken) => _list ? ReadListAsync(cancellationToken) : ReadLinesAsync(cancellationToken);

    public override ValueTask DisposeAsync() => _input.DisposeAsync();

    private async IAsyncEnumerable<SourceRow> ReadLinesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using StreamReader reader = new(_input.Content, _encoding, detectEncodingFromByteOrderMarks: true, leaveOpen: true);
        BoundedLines lines = new(reader, LongestLine);
        long number = 0;
        for (long line = 1; await LineAsync(lines, line, cancellationToken) is { } text; line++)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return RowOf(++number, line, text);
            }
        }
    }

    private async IAsyncEnumerable<SourceRow> ReadListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        bool marked = _input.Head is [0xEF, 0xBB, 0xBF, ..];
        if (marked)
        {
            // The mark that may stand at the beginning of a text is no JSON.
            await _input.Content.ReadExactlyAsync(new byte[3], cancellationToken);
        }

        await using Stream utf8 = marked || _encoding is UTF8Encoding ? _input.Content : Encoding.CreateTranscodingStream(_input.Content, _encoding, Encoding.UTF8, leaveOpen: true);
        await using IAsyncEnumerator<JsonElement> items = JsonSerializer.DeserializeAsyncEnumerable<JsonElement>(utf8, cancellationToken: cancellationToken).GetAsyncEnumerator(cancellationToken);
        for (long number = 1; await NextAsync(items, number); number++)
        {
            yield return RowOf(number, number, items.Current);
        }
    }

    private async Task<bool> NextAsync(IAsyncEnumerator<JsonElement> items, long number)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (JsonException failure)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{Name} cannot be read after product {number - 1}: the list is not JSON there (line {failure.LineNumber + 1}).", failure);
        }
    }

    private async Task<string?> LineAsync(BoundedLines lines, long line, CancellationToken cancellationToken)
    {
        try
        {
            return await lines.NextAsync(cancellationToken);
        }
        catch (DecoderFallbackException failure)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{Name} cannot be read after line {line - 1}. {TextEncodings.Advice}", failure);
        }
        catch (InvalidDataException failure)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{Name} cannot be read after line {line - 1}: the next is longer than {LongestLine:N0} characters. Is it JSON Lines, a product on each line?", failure);
        }
        catch (IOException failure)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{Name} cannot be read: {failure.Message}", failure);
        }
    }

    private static SourceRow RowOf(long number, long line, string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, Format);
            return RowOf(number, line, document.RootElement.Clone());
        }
        catch (JsonException failure)
        {
            return SourceRow.Unreadable(number, line, $"Not JSON at character {failure.BytePositionInLine + 1}.");
        }
    }

    private static SourceRow RowOf(long number, long line, JsonElement item)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            return SourceRow.Unreadable(number, line, "Not a JSON object.");
        }

        List<string> columns = [];
        List<Cell> cells = [];
        foreach (JsonProperty member in item.EnumerateObject())
        {
            columns.Add(member.Name);
            cells.Add(Cell.Of(member.Value));
        }

        return new SourceRow(number, line, columns, cells);
    }
}
