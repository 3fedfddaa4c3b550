namespace VisualSearch.Engine.Catalogue;

/// <summary>
/// The three clocks of a product (UTC ticks; null = never): when the newest event that set its details, its pictures, or deleted it, occurred.
/// Each is set independently of the others, so events may arrive in any order and all replicas end up the same.
/// </summary>
/// <remarks>
/// Translations and attributes, which an event may leave out to let them be, belong to the details and still remember their own time: else what an older event
/// said of them would be kept or lost by the order of arrival. They are never newer than the details.
/// </remarks>
/// <param name="Details">Of created/updated events and REST writes.</param>
/// <param name="Pictures">Of whatever gave a list of pictures.</param>
/// <param name="Translations">Of the newest details that spoke of translations.</param>
/// <param name="Attributes">Of the newest details that spoke of attributes.</param>
internal readonly record struct ProductClocks(long? Details, long? Pictures, long? Deletion, long? Translations = null, long? Attributes = null)
{
    /// <summary>A deletion wins at equal times; details newer than it bring the product back.</summary>
    public bool Deleted => Deletion is { } deletion && !(Details > deletion);

    /// <summary>Whether there is a product at all: pictures alone make none.</summary>
    public bool Lives => Details is not null && !Deleted;

    /// <summary>An event applies to each part for which it is not older; at equal times the later arrival wins.</summary>
    /// <param name="at">When the event occurred, UTC ticks.</param>
    public ClockDecision Take(EventParts parts, long at)
    {
        EventParts taken = EventParts.None;
        return new ClockDecision(
            After: new ProductClocks(
                Of(EventParts.Details, Details),
                Of(EventParts.Pictures, Pictures),
                Of(EventParts.Deletion, Deletion),
                Of(EventParts.Translations, Translations),
                Of(EventParts.Attributes, Attributes)),
            Taken: taken);

        long? Of(EventParts part, long? clock)
        {
            if (!parts.HasFlag(part) || at < clock)
            {
                return clock;
            }

            taken |= part;
            return at;
        }
    }

    /// <summary>
    /// The time of a write that happens now and must not be lost: never before what it replaces (an event may be dated some minutes ahead),
    /// and, unless it deletes, after any deletion.
    /// </summary>
    /// <param name="now">UTC ticks.</param>
    public long TimeOfWrite(EventParts parts, long now)
    {
        long at = now;
        if (parts.HasFlag(EventParts.Pictures))
        {
            at = Math.Max(at, Pictures ?? at);
        }

        if (parts.HasFlag(EventParts.Details))
        {
            at = Math.Max(at, Math.Max(Details ?? at, (Deletion ?? (at - 1)) + 1));
        }

        return parts.HasFlag(EventParts.Deletion) ? Math.Max(at, Math.Max(Details ?? at, Deletion ?? at)) : at;
    }
}

/// <summary>What an event is about.</summary>
[Flags]
internal enum EventParts
{
    None = 0,
    Details = 1,
    Pictures = 2,
    Deletion = 4,
    Translations = 8,
    Attributes = 16,

    /// <summary>All that a full replacement says, the pictures aside.</summary>
    WholeDetails = Details | Translations | Attributes,
}

/// <param name="Taken">The parts to which the event applies; none: it is stale.</param>
/// <param name="After">The clocks with the event taken in.</param>
internal readonly record struct ClockDecision(EventParts Taken, ProductClocks After)
{
    public bool Stale => Taken == EventParts.None;
}
