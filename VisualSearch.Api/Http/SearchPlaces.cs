using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace VisualSearch.Api.Http;

/// <summary>The places that searches take. First come, first served. Thread-safe.</summary>
internal sealed class SearchPlaces(IOptions<LimitOptions> options, TimeProvider time) : IDisposable
{
    private readonly ConcurrencyLimiter _places = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = options.Value.ConcurrentSearches,
        QueueLimit = options.Value.WaitingSearches,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>A place to be disposed of, or null when none came free in time or too many wait already.</summary>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async ValueTask<IDisposable?> TakeAsync(CancellationToken cancellationToken)
    {
        RateLimitLease atOnce = _places.AttemptAcquire();
        if (atOnce.IsAcquired)
        {
            return atOnce;
        }

        atOnce.Dispose();
        using CancellationTokenSource patience = new(options.Value.WaitForPlace, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            RateLimitLease waited = await _places.AcquireAsync(1, either.Token);
            if (waited.IsAcquired)
            {
                return waited;
            }

            waited.Dispose();
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _places.Dispose();
}

/// <summary>Has routes marked with <see cref="SearchPlaceNeeded"/> wait for a place before their body is read.</summary>
internal sealed class SearchPlaceRule(RequestDelegate next, SearchPlaces places)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<SearchPlaceNeeded>() is null)
        {
            await next(context);
            return;
        }

        using IDisposable? place = await places.TakeAsync(context.RequestAborted);
        if (place is null)
        {
            await Problems.WriteAsync(context, ProblemCodes.TooManyRequests, "More searches run and wait at once than this installation takes on.");
            return;
        }

        await next(context);
    }
}
