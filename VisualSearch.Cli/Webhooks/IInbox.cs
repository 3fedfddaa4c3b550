namespace VisualSearch.Cli.Webhooks;

/// <summary>The events that a server received, or that a data folder holds.</summary>
internal interface IInbox
{
    /// <summary>Newest first.</summary>
    /// <exception cref="Targets.ApiProblemException">The server does not answer, or refuses.</exception>
    /// <exception cref="CommandFailedException">The folder cannot be read.</exception>
    Task<IReadOnlyList<InboxEvent>> ListAsync(InboxRange range, int limit, CancellationToken cancellationToken);

    /// <summary>Applies the events of the range again, in order of arrival.</summary>
    /// <param name="progress">Told what is done so far.</param>
    /// <exception cref="Targets.ApiProblemException">The server does not answer, or refuses; a part may be done.</exception>
    /// <exception cref="CommandFailedException">The folder cannot be written.</exception>
    Task<InboxReplay> ReplayAsync(InboxRange range, Action<InboxReplay> progress, CancellationToken cancellationToken);
}

/// <summary>Null members ask for nothing.</summary>
/// <param name="From">Received at or after.</param>
/// <param name="To">Received before.</param>
internal sealed record InboxRange(string? Status, DateTimeOffset? From, DateTimeOffset? To, string? ExternalId)
{
    public bool IsAll => this == new InboxRange(null, null, null, null);
}

internal sealed record InboxEvent(string EventId, string Event, string ExternalId, string Status, string Source, DateTimeOffset ReceivedAt, DateTimeOffset OccurredAt, string? Error);

internal sealed record InboxReplay(long Events, long Applied, long Stale, long Failed)
{
    public static readonly InboxReplay Nothing = new(0, 0, 0, 0);

    public InboxReplay With(long events, long applied, long stale, long failed) => new(Events + events, Applied + applied, Stale + stale, Failed + failed);
}
