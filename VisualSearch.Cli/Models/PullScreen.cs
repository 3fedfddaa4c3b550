using System.CommandLine;
using System.Collections.Concurrent;
using Spectre.Console;
using VisualSearch.Engine.Embedding.Downloads;

namespace VisualSearch.Cli.Models;

/// <summary>Shows downloads as they go: a bar a file with rate and time left where someone watches, else only what is out of the ordinary.</summary>
internal static class PullScreen
{
    public static async Task<PullReport> ShowAsync(Session session, ParseResult line, Func<IProgress<DownloadProgress>, Task<PullReport>> pull)
    {
        if (!session.ShowsProgress(line))
        {
            return await pull(new Told(progress =>
            {
                if (progress.Event is { } what)
                {
                    session.Remark(line, what);
                }
            }));
        }

        return await session.Screen.Error.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new DownloadedColumn(), new TransferSpeedColumn(), new RemainingTimeColumn())
            .StartAsync(context =>
            {
                ConcurrentDictionary<string, ProgressTask> bars = new();
                return pull(new Told(progress =>
                {
                    if (progress.Event is { } what)
                    {
                        session.Screen.Error.WriteLine(what);
                    }

                    if (progress.File.Length > 0)
                    {
                        ProgressTask bar = bars.GetOrAdd(progress.File, file => context.AddTask(Markup.Escape(file)));
                        bar.IsIndeterminate = progress.Total is null;
                        bar.MaxValue = progress.Total ?? Math.Max(progress.Bytes, 1);
                        bar.Value = progress.Bytes;
                    }
                }));
            });
    }

    /// <summary>At once and in order, which the platform's own does not promise.</summary>
    private sealed class Told(Action<DownloadProgress> tell) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => tell(value);
    }
}
