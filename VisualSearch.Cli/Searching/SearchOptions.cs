using System.CommandLine;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Cli.Searching;

/// <summary>What every search can be asked for. The bounds are the contract's.</summary>
internal sealed class SearchOptions
{
    private readonly Option<int?> _limit = Bounded("--limit", "Results at most, 1 to 100 (10 unless said)", 1, 100);
    private readonly Option<int?> _offset = Bounded("--offset", "Results to pass over, 0 to 1000", 0, 1000);
    private readonly Option<string[]> _categories = new("--category") { Description = "Only of this category (repeatable)", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _brands = new("--brand") { Description = "Only of this brand (repeatable)", HelpName = "NAME", DefaultValueFactory = _ => [] };
    private readonly Option<decimal?> _priceMin = Price("--price-min", "Least price");
    private readonly Option<decimal?> _priceMax = Price("--price-max", "Greatest price");
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

    /// <exception cref="CommandFailedException">Prices between which none lies.</exception>
    public SearchSettings Read(ParseResult line)
    {
        (decimal? least, decimal? most) = (line.GetValue(_priceMin), line.GetValue(_priceMax));
        if (least > most)
        {
            throw new CommandFailedException(ExitCode.WrongUsage, "--price-min must not be above --price-max.");
        }

        return new SearchSettings(
            line.GetValue(_limit), line.GetValue(_offset), line.GetValue(_categories) ?? [], line.GetValue(_brands) ?? [], least, most, line.GetValue(_inStock),
            line.GetValue(_threshold), line.GetValue(_minRelevance), line.GetValue(Mode), line.GetValue(_language));
    }

    private static Option<int?> Bounded(string name, string description, int least, int most) =>
        NumberOption.BetweenOrAbsent(new Option<int?>(name) { Description = description, HelpName = "N" }, least, most);

    private static Option<double?> Fraction(string name, string description) =>
        NumberOption.BetweenOrAbsent(new Option<double?>(name) { Description = description, HelpName = "X" }, 0, 1);

    private static Option<decimal?> Price(string name, string description) =>
        NumberOption.BetweenOrAbsent(new Option<decimal?>(name) { Description = description, HelpName = "PRICE" }, 0, ProductLimits.Price);
}
