using System.Text.Json;
using VisualSearch.Cli.Export;
using VisualSearch.Cli.Importing;
using VisualSearch.Cli.Importing.Reading;
using VisualSearch.Cli.Targets;

namespace VisualSearch.Cli.Reconcile;

/// <summary>Reads the whole catalogue, then the whole export of the marketplace, and compares product by product. Holds some hundred bytes a product of the catalogue.</summary>
internal sealed class ExportComparison(Target target, ImportSettings settings)
{
    private const int MostExamples = 10;

    /// <summary>By external id; null for one that the export has as well.</summary>
    private readonly Dictionary<string, int[]?> _here = new(StringComparer.Ordinal);

    private readonly List<string> _missing = [];
    private readonly List<DifferingProduct> _differing = [];
    private readonly List<string> _reasons = [];
    private readonly Dictionary<string, long> _fields = ComparedFields.All.ToDictionary(FieldNames.Of, _ => 0L);
    private long _products, _nameless, _rows, _refused, _repeated, _missingCount, _differingCount;

    /// <exception cref="CommandFailedException">The export or the folder cannot be read.</exception>
    /// <exception cref="ApiProblemException">The server does not answer, or stopped in the middle.</exception>
    public async Task<AgainstReport> RunAsync(CancellationToken cancellationToken)
    {
        ColumnMap map = ColumnMap.Read(settings.Maps);
        await using RowSource source = await RowSources.OpenAsync(settings, cancellationToken);
        ImportCommand.CheckColumns(source, map, settings);
        RowReader reader = new(map, new PictureFolder(settings.PictureFolder, settings.AllowOutside), settings.IdFrom, settings.Attributes);
        await ReadCatalogueAsync(cancellationToken);
        HashSet<string> absent = new(StringComparer.Ordinal);
        await foreach (SourceRow raw in source.ReadAsync(cancellationToken))
        {
            _rows++;
            (ImportRow? row, string? reason) = reader.Read(raw);
            if (row is null)
            {
                Refuse(raw, reason!);
            }
            else if (!_here.TryGetValue(row.ExternalId, out int[]? here))
            {
                Miss(row, absent);
            }
            else if (here is null)
            {
                _repeated++;
            }
            else
            {
                _here[row.ExternalId] = null;
                Compare(row, here, map.LayoutOf(raw.Columns));
            }
        }

        return Report();
    }

    private async Task ReadCatalogueAsync(CancellationToken cancellationToken)
    {
        ICatalogueLines lines = target switch
        {
            Target.Server(var api) => new ServerLines(api),
            Target.Folder folder => new FolderLines(folder),
            _ => throw new ArgumentOutOfRangeException(nameof(cancellationToken), target, null),
        };
        await foreach (string line in lines.ReadAsync(new ExportRequest(null, null, false), null, cancellationToken))
        {
            using JsonDocument product = JsonDocument.Parse(line);
            _products++;
            if (product.RootElement.GetProperty("external_id").GetString() is { } id)
            {
                _here[id] = ComparedFields.Of(product.RootElement);
            }
            else
            {
                _nameless++;
            }
        }
    }

    private void Refuse(SourceRow raw, string reason)
    {
        _refused++;
        if (_reasons.Count < MostExamples)
        {
            _reasons.Add($"line {raw.Line}: {reason}");
        }
    }

    private void Miss(ImportRow row, HashSet<string> absent)
    {
        if (!absent.Add(row.ExternalId))
        {
            _repeated++;
            return;
        }

        _missingCount++;
        if (_missing.Count < MostExamples)
        {
            _missing.Add(row.ExternalId);
        }
    }

    private void Compare(ImportRow row, int[] here, ColumnLayout layout)
    {
        IReadOnlyList<string> fields = ComparedFields.Differing(here, ComparedFields.Of(row), row, layout, settings.Attributes);
        if (fields.Count == 0)
        {
            return;
        }

        _differingCount++;
        foreach (string field in fields)
        {
            _fields[field]++;
        }

        if (_differing.Count < MostExamples)
        {
            _differing.Add(new DifferingProduct(row.ExternalId, fields));
        }
    }

    private AgainstReport Report()
    {
        string[] unknown = [.. _here.Where(product => product.Value is not null).Select(product => product.Key)];
        return new AgainstReport(
            _products,
            _rows,
            _refused,
            _repeated,
            new ProductsFound(_missingCount, _missing),
            new ProductsFound(unknown.Length + _nameless, [.. unknown.Take(MostExamples)]),
            new DifferencesFound(_differingCount, _differing),
            _fields.Where(field => field.Value > 0).ToDictionary(),
            _reasons);
    }
}
