using System.Globalization;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using VisualSearch.Engine;

namespace VisualSearch.Api.Monitoring;

/// <summary>The disk that the data folder is on.</summary>
internal sealed class DiskSpace(IOptions<DataOptions> data, IOptions<MonitoringOptions> options, IHostEnvironment environment) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        DiskFacts disk = Read();
        return Task.FromResult(disk.FreeBytes < options.Value.MinFreeDiskBytes
            ? HealthCheckResult.Degraded($"{Spoken(disk)}; Monitoring:MinFreeDiskBytes asks for {Gigabytes(options.Value.MinFreeDiskBytes)}")
            : HealthCheckResult.Healthy(Spoken(disk)));
    }

    /// <exception cref="IOException">The disk cannot be asked.</exception>
    public DiskFacts Read()
    {
        string folder = Path.GetFullPath(data.Value.Directory, environment.ContentRootPath);
        // The folder is made by whoever writes first; until then its nearest parent is on the same disk.
        while (!Directory.Exists(folder) && Path.GetDirectoryName(folder) is { } parent)
        {
            folder = parent;
        }

        DriveInfo drive = new(folder);
        return new DiskFacts(drive.AvailableFreeSpace, drive.TotalSize);
    }

    private static string Spoken(DiskFacts disk) => $"{Gigabytes(disk.FreeBytes)} of {Gigabytes(disk.TotalBytes)} are free";

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:F1} GB");
}

/// <summary>Bytes of a disk; free ones are those that this process may use.</summary>
internal sealed record DiskFacts(long FreeBytes, long TotalBytes);
