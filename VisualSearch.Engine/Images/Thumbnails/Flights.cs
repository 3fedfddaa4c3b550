namespace VisualSearch.Engine.Images;

/// <summary>Work of one name is done once however many ask for it meanwhile, and ends when nobody waits for it any more. Thread-safe.</summary>
internal sealed class Flights<T>
{
    private readonly CancellationToken _stopping;
    private readonly Dictionary<string, Flight> _flying = new(StringComparer.Ordinal);

    /// <param name="cancellationToken">Ends all of the work.</param>
    public Flights(CancellationToken cancellationToken) => _stopping = cancellationToken;

    /// <summary>Joins the work under way, or starts it. Who stops waiting leaves it to the others; the last one takes it along.</summary>
    public async Task<T> JoinAsync(string name, Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        Flight flight = Board(name, work);
        try
        {
            return await flight.Result.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            if (IsLast(name, flight))
            {
                await flight.EndAsync().ConfigureAwait(false);
            }
        }
    }

    private Flight Board(string name, Func<CancellationToken, Task<T>> work)
    {
        lock (_flying)
        {
            // What has landed is an old answer, though some may not have taken it yet.
            if (!_flying.TryGetValue(name, out Flight? flight) || flight.Result.IsCompleted)
            {
                _flying[name] = flight = new Flight(work, _stopping);
            }

            flight.Waiting++;
            return flight;
        }
    }

    private bool IsLast(string name, Flight flight)
    {
        lock (_flying)
        {
            if (--flight.Waiting > 0)
            {
                return false;
            }

            // A later flight of the same name is not this one's to remove.
            if (_flying.TryGetValue(name, out Flight? current) && ReferenceEquals(current, flight))
            {
                _flying.Remove(name);
            }

            return true;
        }
    }

    private sealed class Flight
    {
        private readonly CancellationTokenSource _stop;

        public Flight(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
        {
            _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            CancellationToken token = _stop.Token;
            Result = Task.Run(() => work(token), CancellationToken.None);
        }

        public Task<T> Result { get; }

        public int Waiting { get; set; }

        /// <summary>Asks the work to end and does not wait until it has.</summary>
        public async Task EndAsync()
        {
            if (!Result.IsCompleted)
            {
                await _stop.CancelAsync().ConfigureAwait(false);
            }

            _ = Result.ContinueWith(
                done =>
                {
                    _ = done.Exception; // Nobody is left to be told.
                    _stop.Dispose();
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }
}
