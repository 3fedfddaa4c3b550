using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Engine.Catalogue;

/// <summary>How long what is no longer needed is kept. Section <c>Retention</c>.</summary>
public sealed class RetentionOptions
{
    public const string Section = "Retention";

    /// <summary>Searches and their clicks.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan SearchLog { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Received events; a repetition of an older one is no longer known as one.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Events { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Tombstones of deleted products; a later return of the product gets another id.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "3650.00:00:00")]
    public TimeSpan Tombstones { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Files of kept pictures that no product has any longer, from when they were last sent; longer than any upload takes.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeptPictures { get; set; } = TimeSpan.FromDays(1);

    /// <summary>Time between two passes.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromHours(1);
}
