namespace VisualSearch.Engine.Catalogue.Events;

/// <summary>The events that there are. Closed.</summary>
public enum ProductEventKind
{
    Created,
    Updated,
    Deleted,
    ImageUpdated,
}
