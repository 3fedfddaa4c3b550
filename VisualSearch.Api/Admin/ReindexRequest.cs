using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Admin;

/// <summary>The body of a request to index again, as the OpenAPI document shows it; it is read by <see cref="ReindexProducts"/>.</summary>
internal sealed record ReindexRequest
{
    /// <summary>The most products that may be named; more are better all of them.</summary>
    public const int MostProducts = 10_000;

    [Required]
    public required ReindexScope Scope { get; init; }

    [Description("Product ids, `ext:…` too. Absent or null: every product.")]
    [MaxLength(MostProducts)]
    public IReadOnlyList<string>? ProductIds { get; init; }
}

/// <param name="Products">How many will be indexed again.</param>
internal sealed record ReindexJson(int Products);
