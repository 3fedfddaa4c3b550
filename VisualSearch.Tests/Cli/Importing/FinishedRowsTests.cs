using CsCheck;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Writing;

namespace VisualSearch.Tests.Cli.Importing;

public sealed class FinishedRowsTests
{
    [Fact]
    public void The_mark_is_the_last_row_before_the_first_unfinished_one_in_whatever_order_rows_finish() =>
        Gen.Shuffle(Enumerable.Range(1, 30).ToArray()).Sample(order =>
        {
            FinishedRows finished = new(default, null);
            HashSet<int> done = [];
            foreach (int row in order)
            {
                finished.Finish(row, $"id-{row}", new SinkResult(row % 7 == 0 ? RowOutcome.Refused : RowOutcome.Created, 1, null));
                done.Add(row);
                int mark = Enumerable.Range(1, 31).First(next => !done.Contains(next)) - 1;
                (Tally tally, string? last) = finished.Mark;
                Assert.Equal(mark, tally.Rows);
                Assert.Equal(mark / 7, tally.Refused);
                Assert.Equal(mark == 0 ? null : $"id-{(mark % 7 == 0 ? mark - 1 : mark)}", last);
                Assert.Equal(done.Count, finished.All.Rows);
            }
        });
}
