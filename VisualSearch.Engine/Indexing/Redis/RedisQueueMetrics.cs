using System.Diagnostics.Metrics;

namespace VisualSearch.Engine.Indexing.Redis;

/// <summary>What became of wake-ups that their first taker did not acknowledge.</summary>
internal sealed class RedisQueueMetrics
{
    private readonly Counter<long> _claimed;
    private readonly Counter<long> _abandoned;

    public RedisQueueMetrics(IMeterFactory meters)
    {
        Meter meter = meters.Create("VisualSearch.Engine");
        _claimed = meter.CreateCounter<long>("visual_search.index_signals_claimed", description: "Wake-ups taken over from workers that did not acknowledge them");
        _abandoned = meter.CreateCounter<long>("visual_search.index_signals_abandoned", description: "Wake-ups dropped because no worker ever acknowledged them");
    }

    public void Claimed(int signals) => _claimed.Add(signals);

    public void Abandoned(int signals) => _abandoned.Add(signals);
}
