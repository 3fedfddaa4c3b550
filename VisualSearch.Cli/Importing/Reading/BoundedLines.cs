using System.Text;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>Lines of a text, none longer than a bound: a file that is one endless line is noticed before the memory is full.</summary>
/// <param name="longest">In characters.</param>
internal sealed class BoundedLines(StreamReader reader, int longest)
{
    private readonly char[] _buffer = new char[64 * 1024];
    private readonly StringBuilder _line = new();
    private int _from;
    private int _to;
    private bool _afterReturn;

    /// <summary>Null after the last; <c>\n</c>, <c>\r\n</c> and <c>\r</c> end a line.</summary>
    /// <exception cref="InvalidDataException">The line is longer than the bound.</exception>
    public async ValueTask<string?> NextAsync(CancellationToken cancellationToken)
    {
        _line.Clear();
        while (_from < _to || await FillAsync(cancellationToken))
        {
            if (_afterReturn)
            {
                _afterReturn = false;
                if (_buffer[_from] == '\n')
                {
                    _from++;
                    continue;
                }
            }

            int length = _buffer.AsSpan(_from, _to - _from).IndexOfAny('\n', '\r');
            int end = length < 0 ? _to : _from + length;
            if (_line.Length + end - _from > longest)
            {
                throw new InvalidDataException($"A line has more than {longest} characters");
            }

            _line.Append(_buffer, _from, end - _from);
            _from = end;
            if (length >= 0)
            {
                _afterReturn = _buffer[_from++] == '\r';
                return _line.ToString();
            }
        }

        return _line.Length > 0 ? _line.ToString() : null;
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        (_from, _to) = (0, await reader.ReadAsync(_buffer, cancellationToken));
        return _to > 0;
    }
}
