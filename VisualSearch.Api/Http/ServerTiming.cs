using System.Globalization;
using System.Text;

namespace VisualSearch.Api.Http;

/// <summary>
/// Where the time of one request went, sent in the <c>Server-Timing</c> header in milliseconds: <c>decode</c>, <c>embed</c>, <c>vectors</c>,
/// <c>hydrate</c>, and <c>total</c> (from the request's arrival in the pipeline). Scoped to the request; thread-safe.
/// Durations of the same name are added up, as those of a batch's searches are.
/// </summary>
internal sealed class ServerTiming(TimeProvider time)
{
    public const string Decode = "decode";
    public const string Embed = "embed";
    public const string Vectors = "vectors";
    public const string Hydrate = "hydrate";

    private readonly Lock _lock = new();
    private readonly List<(string Name, TimeSpan Duration)> _parts = [];
    private readonly long _started = time.GetTimestamp();

    /// <summary>Since the request began.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <param name="name">A token of RFC 9110: letters, digits, <c>_</c>, <c>-</c>.</param>
    public void Add(string name, TimeSpan duration)
    {
        lock (_lock)
        {
            int index = _parts.FindIndex(part => part.Name == name);
            if (index < 0)
            {
                _parts.Add((name, duration));
            }
            else
            {
                _parts[index] = (name, _parts[index].Duration + duration);
            }
        }
    }

    /// <summary>The header's value: <c>decode;dur=1.2, embed;dur=30.1, total;dur=33.4</c>.</summary>
    public string HeaderValue()
    {
        StringBuilder value = new();
        lock (_lock)
        {
            foreach ((string name, TimeSpan duration) in _parts)
            {
                Append(value, name, duration);
            }
        }

        Append(value, "total", Elapsed);
        return value.ToString();
    }

    private static void Append(StringBuilder value, string name, TimeSpan duration)
    {
        if (value.Length > 0)
        {
            value.Append(", ");
        }

        value.Append(CultureInfo.InvariantCulture, $"{name};dur={duration.TotalMilliseconds:0.0##}");
    }
}
