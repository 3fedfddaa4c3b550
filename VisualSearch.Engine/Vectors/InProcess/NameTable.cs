using System.Collections.Concurrent;

namespace VisualSearch.Engine.Vectors.InProcess;

/// <summary>Small numbers for category and brand names. Names are only ever added, by one writer at a time; readers need no lock.</summary>
internal sealed class NameTable
{
    /// <summary>The number of a name that is not known (null).</summary>
    public const int None = 0;

    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private volatile int _last;

    /// <summary>Every number given out so far is below this.</summary>
    public int Bound => _last + 1;

    /// <summary>For the writer: the name's number, a new one if need be.</summary>
    public int NumberOf(string? name)
    {
        if (name is null)
        {
            return None;
        }

        if (!_numbers.TryGetValue(name, out int number))
        {
            number = _last + 1;
            _numbers[name] = number;
            _last = number;
        }

        return number;
    }

    /// <summary>For readers: which numbers belong to one of the names; null when every number will do.</summary>
    public bool[]? Select(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return null;
        }

        bool[] chosen = new bool[Bound];
        foreach (string name in names)
        {
            // A name added since the line above belongs to no product of the snapshot that the caller holds.
            if (_numbers.TryGetValue(name, out int number) && number < chosen.Length)
            {
                chosen[number] = true;
            }
        }

        return chosen;
    }
}
