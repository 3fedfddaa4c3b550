using System.Net;

namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>Sends a request and follows where it is sent on to: the hub keeps large files elsewhere.</summary>
internal static class Redirects
{
    private const int Most = 10;

    /// <returns>The answer, or why it was not to be had.</returns>
    /// <exception cref="HttpRequestException">No answer.</exception>
    public static async Task<(HttpResponseMessage? Answer, string? Refusal)> FollowAsync(HttpClient client, Uri address, Action<HttpRequestMessage> prepare, CancellationToken cancellationToken)
    {
        Uri at = address;
        for (int hop = 0; hop <= Most; hop++)
        {
            using HttpRequestMessage request = new(HttpMethod.Get, at);
            prepare(request);
            HttpResponseMessage answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (answer.StatusCode is not (HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return (answer, null);
            }

            using (answer)
            {
                if (answer.Headers.Location is not { } location)
                {
                    return (null, $"{at} redirects to nowhere.");
                }

                Uri next = new(at, location);
                if (next.Scheme != Uri.UriSchemeHttps && next.Scheme != at.Scheme)
                {
                    return (null, $"{at.Host} redirects from {at.Scheme} to {next.Scheme}, where anyone on the way could change the file; that is not followed.");
                }

                at = next;
            }
        }

        return (null, $"{address} redirects more than {Most} times.");
    }
}
