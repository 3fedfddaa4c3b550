using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace VisualSearch.Benchmarks.Measuring;

/// <summary>A Markdown table on the console and in <c>results/NAME.md</c>, with the machine it was taken on.</summary>
internal sealed class Report(string name)
{
    private const string Head = "| what | ours | yardstick | ratio | aim | met |\n|---|---|---|---|---|---|";

    private readonly List<string> _rows = [];

    /// <param name="met">Null where there is no aim.</param>
    public void Add(string what, string ours, string yardstick, string ratio, string aim, bool? met)
    {
        string row = $"| {what} | {ours} | {yardstick} | {ratio} | {aim} | {(met is null ? "" : met.Value ? "yes" : "**no**")} |";
        if (_rows.Count == 0)
        {
            Console.WriteLine(Head);
        }

        _rows.Add(row);
        Console.WriteLine(row);
    }

    /// <summary>A row of a ratio that is to be at most <paramref name="atMost"/>.</summary>
    public void AddAtMost(string what, Pair pair, double atMost) =>
        Add(what, Milliseconds(pair.Ours), Milliseconds(pair.Yardstick), Number(pair.Ratio), $"<= {Number(atMost)}", pair.Ratio <= atMost);

    public static string Milliseconds(double value) => value.ToString(value < 10 ? "0.00 ms" : "0 ms", CultureInfo.InvariantCulture);

    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        string folder = Path.Combine(Checkout.Root, "VisualSearch.Benchmarks", "results");
        Directory.CreateDirectory(folder);
        string text = $"# {name}\n{Machine()}. Medians; both columns of a row come from one run, turn by turn.\n\n{Head}\n{string.Join('\n', _rows)}\n";
        await File.WriteAllTextAsync(Path.Combine(folder, name + ".md"), text, cancellationToken);
    }

    private static string Machine()
    {
        string? model = OperatingSystem.IsLinux() ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() : null;
        string instructions = AvxVnni.IsSupported ? "AVX-VNNI" : Avx512BW.IsSupported ? "AVX-512" : Avx2.IsSupported ? "AVX2" : "128-bit vectors";
        return $"{model ?? RuntimeInformation.OSArchitecture.ToString()}, {Environment.ProcessorCount} processors, {instructions}, {RuntimeInformation.FrameworkDescription}";
    }
}
