namespace VisualSearch.Tests.Support;

/// <summary>The databases that hold a catalogue.</summary>
public enum CatalogueKind
{
    Sqlite,
    Postgres,
}
