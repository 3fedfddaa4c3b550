namespace VisualSearch.Cli.Reconcile;

/// <summary>How the catalogue differs from a full export of the marketplace.</summary>
/// <param name="Products">In the catalogue.</param>
/// <param name="Rows">In the export.</param>
/// <param name="Refused">Rows that no product can be read from; nothing is said of them but the first reasons.</param>
/// <param name="Repeated">Rows whose external id came before; the first one was compared.</param>
/// <param name="MissingHere">In the export and not in the catalogue.</param>
/// <param name="UnknownThere">In the catalogue and not in the export, those without an external id included.</param>
/// <param name="Differing">In both, and not the same.</param>
/// <param name="Fields">Which fields differ, and in how many products; only what the export has is compared.</param>
internal sealed record AgainstReport(
    long Products,
    long Rows,
    long Refused,
    long Repeated,
    ProductsFound MissingHere,
    ProductsFound UnknownThere,
    DifferencesFound Differing,
    IReadOnlyDictionary<string, long> Fields,
    IReadOnlyList<string> RefusedExamples)
{
    public bool Equal => MissingHere.Count == 0 && UnknownThere.Count == 0 && Differing.Count == 0;

    public void Show(TextWriter output)
    {
        output.WriteLine($"{Products:N0} products here, {Rows:N0} rows in the export.");
        Show(output, "missing here", MissingHere);
        Show(output, "unknown there", UnknownThere);
        output.WriteLine($"{Differing.Count:N0} differ{(Fields.Count == 0 ? "." : $": {string.Join(", ", Fields.Select(field => $"{field.Key} {field.Value:N0}"))}.")}");
        foreach (DifferingProduct example in Differing.Examples)
        {
            output.WriteLine($"  {example.ExternalId}: {string.Join(", ", example.Fields)}");
        }

        if (Repeated > 0)
        {
            output.WriteLine($"{Repeated:N0} rows have an external id that came before.");
        }

        if (Refused > 0)
        {
            output.WriteLine($"{Refused:N0} rows could not be read:");
            foreach (string reason in RefusedExamples)
            {
                output.WriteLine($"  {reason}");
            }
        }
    }

    private static void Show(TextWriter output, string what, ProductsFound found) =>
        output.WriteLine($"{found.Count:N0} {what}{(found.Count == 0 ? "." : $": {string.Join(", ", found.Examples)}{(found.Count > found.Examples.Count ? ", …" : ".")}")}");
}

/// <param name="Examples">External ids, at most ten.</param>
internal sealed record ProductsFound(long Count, IReadOnlyList<string> Examples);

/// <param name="Examples">At most ten.</param>
internal sealed record DifferencesFound(long Count, IReadOnlyList<DifferingProduct> Examples);

internal sealed record DifferingProduct(string ExternalId, IReadOnlyList<string> Fields);
