using System.Runtime.CompilerServices;
using VisualSearch.Tests.Support;

namespace VisualSearch.Tests.Http;

public sealed class EndedHostTests
{
    /// <summary>Hundreds of hosts run in the process of the tests, each with megabytes of what it measured.</summary>
    [Fact]
    public async Task A_host_that_has_ended_does_not_stay_in_memory()
    {
        // What is made once in a process may keep the host that came first.
        await RunAsync();
        WeakReference services = await RunAsync();

        await Eventually.HoldsAsync(
            () =>
            {
                GC.Collect();
                return Task.FromResult(services.IsAlive);
            },
            alive => !alive);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAsync()
    {
        await using ApiHost api = await ApiHost.StartAsync();
        return new WeakReference(api.Services);
    }
}
