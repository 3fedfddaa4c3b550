using Spectre.Console;
using VisualSearch.Cli.Terminal;

namespace VisualSearch.Cli.Importing;

/// <summary>The bar that moves while someone watches, and nothing otherwise.</summary>
internal static class ImportProgress
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(200);

    /// <param name="shown">Someone watches.</param>
    /// <param name="look">What is done, of how much (null while not known), in words.</param>
    public static async Task ShowAsync(Screen screen, bool shown, Task work, Func<(double Done, double? Of, string Words)> look)
    {
        if (!shown)
        {
            await work;
            return;
        }

        await screen.Error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                ProgressTask bar = context.AddTask("reading");
                while (!work.IsCompleted)
                {
                    (double done, double? of, string words) = look();
                    bar.IsIndeterminate = of is null;
                    bar.MaxValue = Math.Max(of ?? 1, 1);
                    bar.Value = of is null ? 0 : Math.Min(done, of.Value);
                    bar.Description = Markup.Escape(words);
                    await Task.WhenAny(work, Task.Delay(LookEvery, TimeProvider.System, CancellationToken.None));
                }
            });
        await work;
    }
}
