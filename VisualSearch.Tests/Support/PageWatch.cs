using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace VisualSearch.Tests.Support;

/// <summary>Sees all that a page should not do: requests to another origin, errors in the console, uncaught exceptions, violations of its content security policy.</summary>
internal sealed class PageWatch
{
    /// <summary>Violations reach the console of their own accord only when the policy enforces; as a line of ours they name what was refused.</summary>
    private const string TellViolations =
        "addEventListener('securitypolicyviolation', event => console.error(`Policy violated: ${event.violatedDirective} by ${event.blockedURI || 'inline'} at ${event.sourceFile}:${event.lineNumber}`));";

    private readonly Uri _origin;
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly ConcurrentQueue<Regex> _expected = new();
    private readonly ConcurrentQueue<IRequest> _requests = new();

    private PageWatch(Uri origin) => _origin = origin;

    /// <summary>Every request so far, also those that the page's own policy or a test stopped.</summary>
    public IReadOnlyCollection<IRequest> Requests => _requests;

    public static async Task<PageWatch> OverAsync(IBrowserContext context, Uri origin)
    {
        PageWatch watch = new(origin);
        context.Request += (_, request) => watch.Saw(request);
        context.Console += (_, message) => watch.Heard(message);
        context.WebError += (_, error) => watch._faults.Enqueue($"Uncaught: {error.Error}");
        await context.AddInitScriptAsync(TellViolations);
        return watch;
    }

    /// <summary>An error that the test provokes, and that the browser therefore logs; it must come.</summary>
    public void Expect(string pattern) => _expected.Enqueue(new Regex(pattern));

    /// <summary>What was seen and not expected, and what was expected and not seen.</summary>
    public IReadOnlyList<string> Faults() =>
    [
        .. _faults.Where(fault => !_expected.Any(expected => expected.IsMatch(fault))),
        .. _expected.Where(expected => !_faults.Any(expected.IsMatch)).Select(expected => $"Expected and not seen: {expected}"),
    ];

    public void AssertClean()
    {
        IReadOnlyList<string> faults = Faults();
        Assert.True(faults.Count == 0, "The page did what it should not:\n" + string.Join('\n', faults));
    }

    private void Saw(IRequest request)
    {
        _requests.Enqueue(request);
        Uri address = new(request.Url);
        if (address.Scheme is "blob" or "data" or "about" || (address.Scheme == _origin.Scheme && address.Authority == _origin.Authority))
        {
            return;
        }

        _faults.Enqueue($"Left the origin: {request.Method} {request.Url}");
    }

    private void Heard(IConsoleMessage message)
    {
        if (message.Type == "error" || (message.Type == "warning" && message.Text.Contains("olicy", StringComparison.Ordinal)))
        {
            _faults.Enqueue($"Console: {message.Text} ({message.Location})");
        }
    }
}
