using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Options;
using Polly;
using Polly.Retry;

namespace VisualSearch.Engine.Images;

/// <summary>Fetches pictures from addresses that strangers give us. Thread-safe.</summary>
/// <remarks>1 ask one address -> 2 follow redirects, each a new reference -> 3 try again what may pass, with growing, jittered pauses -> 4 all within one time limit.</remarks>
internal sealed class WebPictures : IDisposable
{
    private readonly ImagesOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpMessageInvoker _http;
    private readonly ResiliencePipeline<PictureResult<FetchedPicture>> _retries;

    /// <param name="resolve">Addresses of a host name.</param>
    public WebPictures(IOptions<ImagesOptions> options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve)
    {
        _options = options.Value;
        _time = time;
        GuardedConnection guard = new(new ForbiddenNetworks(_options.AllowedNetworks.Select(network => IPNetwork.Parse(network))), resolve);
        _http = new HttpMessageInvoker(Handler(guard, _options));
        _retries = Retries(_options, time);
    }

    private static PictureFailure TimedOut => new(PictureProblem.Unreachable, "The server took too long to send the picture.", Transient: true, TimedOut: true);

    private static PictureFailure NotConnected => new(PictureProblem.Unreachable, "No connection to the host could be made in time.", Transient: true, HostAway: true);

    private static PictureFailure Forbidden => new(PictureProblem.ForbiddenAddress, "The address leads to a network from which pictures are not fetched.");

    public async Task<PictureResult<FetchedPicture>> FetchAsync(ImageReference.Web reference, string? etag, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = new(_options.FetchTimeout, _time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _retries.ExecuteAsync(async token => await FollowAsync(reference, etag, token).ConfigureAwait(false), either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return TimedOut;
        }
    }

    public void Dispose() => _http.Dispose();

    private static SocketsHttpHandler Handler(GuardedConnection guard, ImagesOptions options) => new()
    {
        ConnectCallback = guard.ConnectAsync,
        ConnectTimeout = options.ConnectTimeout,

        // With a proxy the guard would see the proxy's address, and with automatic redirects nobody would parse the next one.
        UseProxy = false,
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator(),
        MaxResponseHeadersLength = 64,
        MaxResponseDrainSize = 0,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(20),
    };

    private static ResiliencePipeline<PictureResult<FetchedPicture>> Retries(ImagesOptions options, TimeProvider time)
    {
        ResiliencePipelineBuilder<PictureResult<FetchedPicture>> builder = new() { TimeProvider = time };
        if (options.Retries > 0)
        {
            builder.AddRetry(new RetryStrategyOptions<PictureResult<FetchedPicture>>
            {
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result.Failure is { Transient: true }),
                MaxRetryAttempts = options.Retries,
                Delay = options.RetryDelay,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            });
        }

        return builder.Build();
    }

    private static bool IsRedirect(HttpResponseMessage response) => response.Headers.Location is not null
        && response.StatusCode is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private static PictureFailure? Refusal(HttpStatusCode status) => (int)status switch
    {
        200 => null,
        408 or 425 or 429 or >= 500 => new(PictureProblem.Unreachable, $"The server answered {(int)status}.", Transient: true),
        _ => new(PictureProblem.Unreachable, $"The server answered {(int)status}."),
    };

    private static PictureFailure Explain(HttpRequestException exception)
    {
        for (Exception? inner = exception; inner is not null; inner = inner.InnerException)
        {
            if (inner is ForbiddenAddressException)
            {
                return Forbidden;
            }
        }

        return exception.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => new(PictureProblem.Unreachable, "The host's name could not be resolved.", Transient: true, HostAway: true),
            HttpRequestError.ConnectionError => new(PictureProblem.Unreachable, "The host could not be reached.", Transient: true, HostAway: true),
            HttpRequestError.SecureConnectionError => new(PictureProblem.Unreachable, "No secure connection could be made to the host.", HostAway: true),
            _ => new(PictureProblem.Unreachable, "The host could not be reached, or broke off.", Transient: true),
        };
    }

    private async Task<PictureResult<FetchedPicture>> FollowAsync(ImageReference.Web reference, string? etag, CancellationToken cancellationToken)
    {
        ImageReference.Web next = reference;
        for (int hop = 0; hop <= _options.MaxRedirects; hop++)
        {
            using CancellationTokenSource silence = new(_options.ConnectTimeout + _options.IdleTimeout, _time);
            using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
            try
            {
                using HttpRequestMessage request = Request(next, etag);
                using HttpResponseMessage response = await _http.SendAsync(request, either.Token).ConfigureAwait(false);
                if (!IsRedirect(response))
                {
                    return await AnswerAsync(response, etag, silence, either.Token).ConfigureAwait(false);
                }

                if (!Uri.TryCreate(next.Address, response.Headers.Location, out Uri? target) || ImageReference.ParseWeb(target) is not { } parsed)
                {
                    return Forbidden;
                }

                next = parsed;
            }
            catch (HttpRequestException exception)
            {
                return Explain(exception);
            }
            catch (IOException)
            {
                return new PictureFailure(PictureProblem.Unreachable, "The server broke off in the middle of the picture.", Transient: true);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                // The handler's own limit on connecting comes with a reason, ours on silence without.
                return exception.InnerException is TimeoutException ? NotConnected : TimedOut;
            }
        }

        return new PictureFailure(PictureProblem.Unreachable, "The server redirects too often.");
    }

    private static HttpRequestMessage Request(ImageReference.Web reference, string? etag)
    {
        HttpRequestMessage request = new(HttpMethod.Get, reference.Address);
        request.Headers.TryAddWithoutValidation("Accept", "image/jpeg, image/png, image/webp");
        request.Headers.TryAddWithoutValidation("User-Agent", "VisualSearch/0.1");
        if (etag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", etag);
        }

        return request;
    }

    private async Task<PictureResult<FetchedPicture>> AnswerAsync(HttpResponseMessage response, string? etag, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.NotModified && etag is not null)
        {
            return new FetchedPicture(ReadOnlyMemory<byte>.Empty, etag, NotModified: true);
        }

        if (Refusal(response.StatusCode) is { } refusal)
        {
            return refusal;
        }

        BoundedBody body = new(_options.MaxBytes, _options.IdleTimeout);
        PictureResult<byte[]> content = await body.ReadAsync(response.Content, silence, cancellationToken).ConfigureAwait(false);
        return content.Succeeded ? new FetchedPicture(content.Value, response.Headers.ETag?.ToString(), NotModified: false) : content.Failure;
    }
}
