using System.Net;
using System.Text.Json;
using VisualSearch.Engine.Intake;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Journeys.Distributed;

/// <summary>Sends signed events over several connections to several Apis, as a marketplace does: what is not answered with 202 is sent again.</summary>
internal sealed class Sending(IReadOnlyList<HostProcess> apis)
{
    private const int Connections = 8;

    private readonly List<double> _milliseconds = [];
    private int _accepted;
    private int _refused;

    /// <summary>Events answered with 202 so far.</summary>
    public int Accepted => Volatile.Read(ref _accepted);

    /// <summary>Answers that asked for another try.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public async Task SendAllAsync(byte[][] bodies, CancellationToken cancellationToken)
    {
        int next = -1;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async connection =>
        {
            for (int at = Interlocked.Increment(ref next); at < bodies.Length; at = Interlocked.Increment(ref next))
            {
                await SendAsync(apis[connection % apis.Count].Client, bodies[at], cancellationToken);
            }
        }));
    }

    /// <summary>A quantile of the times from request to 202, in milliseconds.</summary>
    public double Quantile(double share)
    {
        lock (_milliseconds)
        {
            double[] sorted = [.. _milliseconds.Order()];
            return sorted[(int)(share * (sorted.Length - 1))];
        }
    }

    private async Task SendAsync(HttpClient client, byte[] body, CancellationToken cancellationToken)
    {
        while (true)
        {
            long started = TimeProvider.System.GetTimestamp();
            using HttpRequestMessage request = new(HttpMethod.Post, "/api/v1/webhooks/bakai") { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new("application/json");
            request.Headers.TryAddWithoutValidation(EventSignatures.LegacyHeader, EventSignatures.LegacyValue(DistributedSystem.WebhookSecret, body));
            using HttpResponseMessage response = await client.SendAsync(request, cancellationToken);
            if (response.StatusCode == HttpStatusCode.Accepted)
            {
                lock (_milliseconds)
                {
                    _milliseconds.Add(TimeProvider.System.GetElapsedTime(started).TotalMilliseconds);
                }

                Interlocked.Increment(ref _accepted);
                return;
            }

            string answer = await response.Content.ReadAsStringAsync(cancellationToken);
            Assert.True(response.StatusCode == HttpStatusCode.ServiceUnavailable, $"{response.StatusCode}: {answer}");
            Assert.NotNull(response.Headers.RetryAfter);
            Interlocked.Increment(ref _refused);
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, cancellationToken);
        }
    }
}
