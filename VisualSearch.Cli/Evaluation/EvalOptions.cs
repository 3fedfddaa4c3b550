using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace VisualSearch.Cli.Evaluation;

/// <summary>What <c>eval</c> understands besides what all commands do.</summary>
internal sealed class EvalOptions
{
    /// <summary>The Api's bound.</summary>
    private const int MostResults = 100;

    public Argument<FileInfo> Queries { get; } = new("QUERIES") { Description = "CSV, or JSON Lines (.jsonl), with the columns image or query, and relevant" };

    public Option<int[]> K { get; } = new("-k") { Description = "How many first results count", HelpName = "1,5,10", DefaultValueFactory = _ => [1, 5, 10], CustomParser = ParseK };

    public Option<string[]> Map { get; } = new("--map") { Description = "Which column holds what, such as relevant=exact_ids; nothing after = leaves a column alone", HelpName = "OURS=THEIRS", DefaultValueFactory = _ => [] };

    public Option<string?> Group { get; } = new("--group") { Description = "Figures for each value of this column too", HelpName = "COLUMN" };

    public Option<DirectoryInfo> Images { get; } = new("--images") { Description = "Where the pictures are, when not beside the file", HelpName = "FOLDER" };

    public Option<bool> AllowOutside { get; } = new("--allow-outside") { Description = "Pictures may lie outside that folder; only for a file that is trusted" };

    public Option<string?> Mode { get; } = new Option<string?>("--mode") { Description = "How words are searched", HelpName = "hybrid|semantic|lexical" }.AcceptOnlyFromAmong("hybrid", "semantic", "lexical");

    public Option<int> Limit { get; } = NumberOption.Between(new Option<int>("--limit") { Description = "Results to ask for: how deep ranks, and with them MRR, look", HelpName = "1-100", DefaultValueFactory = _ => MostResults }, 1, MostResults);

    public Option<int> Jobs { get; } = NumberOption.Between(new Option<int>("--jobs") { Description = "Queries in flight at once; more than one makes latencies those of a busy server", HelpName = "1-64", DefaultValueFactory = _ => 1 }, 1, 64);

    public Option<int> Warmup { get; } = NumberOption.Between(new Option<int>("--warmup") { Description = "Queries asked first and not counted", HelpName = "NUMBER", DefaultValueFactory = _ => 5 }, 0, 1000);

    public Option<string[]> Category { get; } = new("--category") { Description = "Search this category only; may be given again", HelpName = "NAME", DefaultValueFactory = _ => [] };

    public Option<string[]> Brand { get; } = new("--brand") { Description = "Search this brand only; may be given again", HelpName = "NAME", DefaultValueFactory = _ => [] };

    public Option<decimal?> PriceMin { get; } = NumberOption.BetweenOrAbsent(new Option<decimal?>("--price-min") { Description = "Least price", HelpName = "PRICE" }, 0, 1_000_000_000_000m);

    public Option<decimal?> PriceMax { get; } = NumberOption.BetweenOrAbsent(new Option<decimal?>("--price-max") { Description = "Greatest price", HelpName = "PRICE" }, 0, 1_000_000_000_000m);

    public Option<bool> InStock { get; } = new("--in-stock") { Description = "Search only what is in stock" };

    public Option<string?> Out { get; } = new("--out") { Description = "Save the whole run, query by query", HelpName = "RUN.json" };

    public Option<FileInfo> Baseline { get; } = new("--baseline") { Description = "Compare with a saved run, query by query", HelpName = "RUN.json" };

    public void AddTo(Command command)
    {
        command.Arguments.Add(Queries);
        foreach (Option option in (Option[])[K, Map, Group, Images, AllowOutside, Mode, Limit, Jobs, Warmup, Category, Brand, PriceMin, PriceMax, InStock, Out, Baseline])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandFailedException">Something that is named is not there, or the options contradict each other.</exception>
    public void Demand(ParseResult line)
    {
        foreach (FileSystemInfo? named in new FileSystemInfo?[] { line.GetRequiredValue(Queries), line.GetValue(Images), line.GetValue(Baseline) })
        {
            if (named is { Exists: false })
            {
                throw new CommandFailedException(ExitCode.WrongUsage, $"There is no {(named is FileInfo ? "file" : "folder")} {named}.");
            }
        }

        // Not a validator: those run before defaults are known.
        int most = line.GetRequiredValue(K).Max();
        if (most > line.GetValue(Limit))
        {
            throw new CommandFailedException(ExitCode.WrongUsage, $"-k {most} needs --limit {most} or more.");
        }
    }

    /// <summary>Options of every search, as the Api names them.</summary>
    public IReadOnlyList<(string Name, string Value)> OfSearches(ParseResult line)
    {
        List<(string, string)> options = [("limit", line.GetValue(Limit).ToString(CultureInfo.InvariantCulture))];
        options.AddRange((line.GetValue(Category) ?? []).Select(name => ("category", name)));
        options.AddRange((line.GetValue(Brand) ?? []).Select(name => ("brand", name)));
        foreach ((string name, string? value) in new[]
        {
            ("mode", line.GetValue(Mode)),
            ("price_min", line.GetValue(PriceMin)?.ToString(CultureInfo.InvariantCulture)),
            ("price_max", line.GetValue(PriceMax)?.ToString(CultureInfo.InvariantCulture)),
            ("in_stock", line.GetValue(InStock) ? "true" : null),
        })
        {
            if (value is not null)
            {
                options.Add((name, value));
            }
        }

        return options;
    }

    private static int[]? ParseK(ArgumentResult result)
    {
        string[] texts = [.. result.Tokens.SelectMany(token => token.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))];
        int[] ks = [.. texts.Select(text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int k) ? k : 0).Distinct().Order()];
        if (ks.Length > 0 && ks.All(k => k is >= 1 and <= MostResults))
        {
            return ks;
        }

        result.AddError($"-k takes whole numbers from 1 to {MostResults}, with commas between.");
        return null;
    }
}
