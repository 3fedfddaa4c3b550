using System.CommandLine;

namespace VisualSearch.Cli.Searching;

/// <summary>What every search can be asked for. The bounds are the contract's.</summary>
internal sealed class SearchOptions
{
    private readonly Option<int?> _limit = Bounded("--limit", "Results at most, 1 to 100 (10 unless said)", 1, 100);
    private readonly Option<int?> _offset = Bounded("--offset", "Results to pass over, 0 to 1000", 0, 1000);
    private readonly Option<string[]> _categories = new("--category") { Description = "Only of this category (repeatable)", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _brands = new("--brand") { Description = "Only of this brand (repeatable)", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private readonly Option<decimal?> _priceMin = new("--price-min") { Description = "Least price", HelpName = "PRICE" };
    private readonly Option<decimal?> _priceMax = new("--price-max") { Description = "Greatest price", HelpName = "PRICE" };
    private readonly Option<bool?> _inStock = new("--in-stock") { Description = "Only what is in stock (with false: only what is not)", HelpName = "true|false" };
    private readonly Option<double?> _threshold = Fraction("--threshold", "Least similarity, 0 to 1");
    private readonly Option<double?> _minRelevance = Fraction("--min-relevance", "Least relevance, 0 to 1");
    private readonly Option<string?> _language = new("--lang") { Description = "Titles in this language where there is one, such as ru", HelpName = "TAG" };

    public Option<string?> Mode { get; } = new("--mode") { Description = "How words are looked for: hybrid, semantic (by meaning) or lexical (by the words themselves)", HelpName = "MODE" };

    public Option<bool> Open { get; } = new("--open") { Description = "Show the best result in the browser" };

    public SearchOptions() => Mode.AcceptOnlyFromAmong("hybrid", "semantic", "lexical");

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_limit, _offset, _categories, _brands, _priceMin, _priceMax, _inStock, _threshold, _minRelevance, _language, Open])
        {
            command.Options.Add(option);
        }
    }

    /// <exception cref="CommandFailedException">Prices that no product can have.</exception>
    public SearchSettings Read(ParseResult line)
    {
        (decimal? least, decimal? most) = (line.GetValue(_priceMin), line.GetValue(_priceMax));
        if (least is < 0 or > 1_000_000_000_000m || most is < 0 or > 1_000_000_000_000m || least > most)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, "--price-min and --price-max must be prices, the first not above the second.");
        }

        return new SearchSettings(
            line.GetValue(_limit), line.GetValue(_offset), line.GetValue(_categories) ?? [], line.GetValue(_brands) ?? [], least, most, line.GetValue(_inStock),
            line.GetValue(_threshold), line.GetValue(_minRelevance), line.GetValue(Mode), line.GetValue(_language));
    }

    private static Option<int?> Bounded(string name, string description, int least, int most)
    {
        Option<int?> option = new(name) { Description = description, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } value && (value < least || value > most))
            {
                result.AddError($"{name} must be a whole number from {least} to {most}");
            }
        });
        return option;
    }

    private static Option<double?> Fraction(string name, string description)
    {
        Option<double?> option = new(name) { Description = description, HelpName = "X" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } value and not (>= 0 and <= 1))
            {
                result.AddError($"{name} must be a number from 0 to 1, not {value}");
            }
        });
        return option;
    }
}
