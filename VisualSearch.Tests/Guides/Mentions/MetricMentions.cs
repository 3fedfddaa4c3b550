using System.Text.RegularExpressions;

namespace VisualSearch.Tests.Guides.Mentions;

/// <summary>Metrics that a page names, against what running processes serve.</summary>
/// <param name="served">Names as Prometheus reads them.</param>
internal sealed partial class MetricMentions(IReadOnlySet<string> served)
{
    public IEnumerable<string> Faults(GuidePage page) => Name().Matches(page.Text).Select(match => match.Value).Concat(Shortened(page)).Distinct()
        .Where(name => !IsServed(name))
        .Select(name => $"{page.Path}: no process serves {name}");

    private bool IsServed(string name) => name.StartsWith('…')
        ? served.Any(one => one.EndsWith(name[1..], StringComparison.Ordinal))
        : served.Any(one => one == name || one == name + "_count");

    /// <summary>A name whose beginning is that of the one before it: <c>…_reused_total</c>.</summary>
    private static IEnumerable<string> Shortened(GuidePage page) => page.Spans.Where(span => Short().IsMatch(span));

    [GeneratedRegex("visual_search_[a-z_]*[a-z]")]
    private static partial Regex Name();

    [GeneratedRegex("^…_[a-z_]+$")]
    private static partial Regex Short();
}
