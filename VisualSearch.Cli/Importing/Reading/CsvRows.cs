using System.Runtime.CompilerServices;
using System.Text;
using CsvHelper;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Rows of a text file with a header and a separator.</summary>
internal sealed class CsvRows : RowSource
{
    /// <summary>Bytes of one row. A quotation mark that is never closed makes the rest of the file one field; it is to be noticed before the memory is full.</summary>
    private const int LargestRow = 4 * 1024 * 1024;

    private readonly InputStream _input;
    private readonly CsvReader _reader;
    private string[] _columns = [];
    private CsvMalformedReason? _malformed;

    private CsvRows(InputStream input, Encoding encoding, char? separator)
    {
        _input = input;
        _reader = CsvReader.Create(
            new StreamReader(input.Content, encoding, detectEncodingFromByteOrderMarks: true),
            new CsvReaderOptions
            {
                Separator = separator,
                TrackLineNumbers = true,
                MaxRecordSize = LargestRow,
                OnMalformedRecord = record => _malformed = record.Reason,
            },
            leaveOpen: false);
    }

    public override IReadOnlyList<string> Columns => _columns;

    public override long? Length => _input.Length;

    public override long Position => _input.Position;

    /// <param name="separator">Null to find out.</param>
    public static CsvRows Open(string name, SourceIdentity? identity, InputStream input, Encoding encoding, char? separator)
    {
        CsvRows rows = new(input, encoding, separator) { Name = name, Identity = identity };
        rows._columns = rows.Guard(() => rows._reader.Headers.ToArray());
        return rows;
    }

    public override async IAsyncEnumerable<SourceRow> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // A file is at hand: reading it without a wait for each row is faster, and standard input is read ahead by its own pipe.
        await Task.CompletedTask;
        long number = 0;
        while (Guard(() => Next()))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return RowOf(++number);
        }
    }

    public override async ValueTask DisposeAsync()
    {
        await _reader.DisposeAsync();
        await _input.DisposeAsync();
    }

    private bool Next()
    {
        _malformed = null;
        return _reader.Read();
    }

    private SourceRow RowOf(long number)
    {
        long line = _reader.LineNumber;

        // An inch mark inside a text is just that; anything else about quotation marks means that fields were cut in the wrong place.
        if (_malformed is not null and not CsvMalformedReason.StrayQuote)
        {
            return SourceRow.Unreadable(number, line, "The quotation marks do not match.");
        }

        for (int extra = _columns.Length; extra < _reader.FieldCount; extra++)
        {
            if (!_reader.IsEmpty(extra))
            {
                return SourceRow.Unreadable(number, line, $"{_reader.FieldCount} fields, while the header has {_columns.Length}: is a separator inside a text not quoted?");
            }
        }

        Cell[] cells = new Cell[Math.Min(_columns.Length, _reader.FieldCount)];
        for (int column = 0; column < cells.Length; column++)
        {
            cells[column] = new Cell(_reader.GetString(column));
        }

        return new SourceRow(number, line, _columns, cells);
    }

    private T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (DecoderFallbackException failure)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{Name} cannot be read after line {_reader.LineNumber}. {TextEncodings.Advice}", failure);
        }
        catch (CsvFormatException failure)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{Name} cannot be read after line {_reader.LineNumber}: {failure.Message} Is a quotation mark not closed?", failure);
        }
        catch (IOException failure)
        {
            throw new CommandFailedException(ExitCode.Failed, $"{Name} cannot be read: {failure.Message}", failure);
        }
    }
}
