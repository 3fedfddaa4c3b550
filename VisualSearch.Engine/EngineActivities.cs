using System.Diagnostics;

namespace VisualSearch.Engine;

/// <summary>Spans of the Engine, for whoever listens to its source: the stages of a search, a wake-up's way through the queue, and a picture's way into the index.</summary>
internal static class EngineActivities
{
    private static readonly ActivitySource _source = new("VisualSearch.Engine");

    /// <summary>A part of what goes on around it.</summary>
    /// <returns>Null while nobody listens.</returns>
    public static Activity? Begin(string name) => _source.StartActivity(name);

    /// <summary>Something handed to another process, whose spans carry this one's id on.</summary>
    public static Activity? BeginSending(string name) => _source.StartActivity(name, ActivityKind.Producer);

    /// <summary>What another process's span led to.</summary>
    /// <param name="parent">W3C trace context, as <see cref="Activity.Id"/> has it; a trace of its own begins where there is none, or one that cannot be read.</param>
    public static Activity? BeginReceived(string name, string? parent) =>
        _source.StartActivity(name, ActivityKind.Consumer, ActivityContext.TryParse(parent, null, isRemote: true, out ActivityContext context) ? context : default);
}
