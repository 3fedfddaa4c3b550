using System.CommandLine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Cli.Targets;
using VisualSearch.Engine;
using VisualSearch.Engine.Images;

namespace VisualSearch.Cli.Importing.Buckets;

/// <summary>What the command line of a sync can say.</summary>
internal sealed class SyncOptions
{
    private readonly Option<string?> _bucket = new("--bucket") { Description = "The bucket (or S3__Bucket)", HelpName = "NAME" };

    private readonly Option<string> _prefix = new("--prefix") { Description = "What the keys begin with", HelpName = "TEXT", DefaultValueFactory = _ => string.Empty };

    private readonly Option<string> _pattern = new("--pattern") { Description = "How the rest of a key names its product: {external_id}, {n}, {ext}, *, **", HelpName = "PATTERN", DefaultValueFactory = _ => KeyPattern.Default };

    private readonly Option<string?> _table = new("--table") { Description = "A table with the columns external_id and key, instead of a pattern", HelpName = "FILE" };

    private readonly Option<string?> _endpoint = new("--endpoint") { Description = "The S3 server (or S3__ServiceUrl; else Amazon's)", HelpName = "ADDRESS" };

    private readonly Option<string?> _region = new("--region") { Description = "The region (or S3__Region)", HelpName = "NAME" };

    private readonly Option<int> _jobs = NumberOption.Between(new Option<int>("--jobs") { Description = "Products at once", HelpName = "N", DefaultValueFactory = _ => 4 }, 1, 64);

    private readonly Option<string?> _errors = new("--errors") { Description = "Write refused products to this file, with the reasons", HelpName = "FILE" };

    private readonly Option<long?> _maxErrors = NumberOption.BetweenOrAbsent(new Option<long?>("--max-errors") { Description = "Stop after more refused products than this", HelpName = "N" }, 0, long.MaxValue);

    public Option<bool> NoIndex { get; } = new("--no-index") { Description = "Leave a data folder to be indexed by the next server on it" };

    public Option<bool> Create { get; } = new("--create") { Description = "Make products that are not there, titled like their id" };

    public Option<bool> Restart { get; } = new("--restart") { Description = "Look at every product, whatever earlier runs brought" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "List the bucket, show which keys fit, and write nothing" };

    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_bucket, _prefix, _pattern, _table, _endpoint, _region, Create, _jobs, DryRun, Restart, _errors, _maxErrors, NoIndex])
        {
            command.Options.Add(option);
        }
    }

    public string PrefixOf(ParseResult line) => line.GetValue(_prefix) ?? string.Empty;

    /// <summary>The S3 settings of the environment and of <c>--set</c>, and over them what the line says.</summary>
    /// <exception cref="CommandFailedException">No bucket is named, or a setting is wrong.</exception>
    public S3Options ConnectionOf(ParseResult line, TargetSettings target)
    {
        Dictionary<string, string?> named = EngineSettings.Of(target, null);
        foreach ((string setting, string? value) in ((string, string?)[])[("Bucket", line.GetValue(_bucket)), ("ServiceUrl", line.GetValue(_endpoint)), ("Region", line.GetValue(_region))])
        {
            if (value is not null)
            {
                named[$"{S3Options.Section}:{setting}"] = value;
            }
        }

        S3Options options = Read(new ConfigurationBuilder().AddEnvironmentVariables().AddInMemoryCollection(named).Build());
        if (options.ServiceUrl is { } endpoint && !(Uri.TryCreate(endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"))
        {
            throw new CommandFailedException(ExitCode.WrongUsage, "--endpoint must be an address such as http://localhost:9000.");
        }

        return options.Bucket is null ? throw new CommandFailedException(ExitCode.WrongUsage, "Say which bucket: --bucket NAME.") : options;
    }

    /// <summary>As the Engine reads them, which refuses by name what makes no sense.</summary>
    private static S3Options Read(IConfiguration settings)
    {
        using ServiceProvider services = new ServiceCollection().AddImages(settings, EngineMode.Embedded).BuildServiceProvider();
        try
        {
            return services.GetRequiredService<IOptions<S3Options>>().Value;
        }
        catch (Exception failure) when (EngineHost.CodeOf(failure) is { } code)
        {
            throw new CommandFailedException(code, failure.Message, failure);
        }
    }

    /// <summary>The product of a key.</summary>
    public async Task<Func<string, (string ExternalId, long Place)?>> ProductOfAsync(ParseResult line, CancellationToken cancellationToken)
    {
        if (line.GetValue(_table) is { } table)
        {
            Dictionary<string, (string, long)> products = await KeyTable.ReadAsync(SettingsOf(line, table), cancellationToken);
            return key => products.TryGetValue(key, out (string, long) product) ? product : null;
        }

        string prefix = PrefixOf(line);
        KeyPattern pattern = KeyPattern.Parse(line.GetRequiredValue(_pattern));
        return key => pattern.Find(key[prefix.Length..]);
    }

    /// <summary>As an import of the rows that the bucket makes.</summary>
    public ImportSettings SettingsOf(ParseResult line, string source) => new(
        source, null, null, null, [], false, IdSource.Column, Directory.GetCurrentDirectory(), false, line.GetValue(_jobs), line.GetValue(Restart), line.GetValue(_errors), line.GetValue(_maxErrors), !line.GetValue(NoIndex));
}
