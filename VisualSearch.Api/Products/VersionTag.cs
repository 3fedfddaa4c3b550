using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Api.Products;

/// <summary>A product's version as an entity tag: <c>"7"</c>. Strong, as any write moves it.</summary>
internal static class VersionTag
{
    public static string Of(Product product) => $"\"{product.Version}\"";

    /// <summary>Says the version in the answer's <c>ETag</c>.</summary>
    public static void Put(HttpResponse response, Product product) => response.Headers.ETag = Of(product);

    /// <summary>Whether <c>If-None-Match</c> says that the client has this very version. Weak comparison, as RFC 9110 asks of a read; a header that cannot be read says nothing.</summary>
    public static bool IsKnownTo(HttpRequest request, Product product)
    {
        return EntityTagHeaderValue.TryParseStrictList(request.Headers.IfNoneMatch, out IList<EntityTagHeaderValue>? tags)
            && tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any) || tag.Tag == Of(product));
    }

    /// <summary>Whether <c>If-None-Match: *</c> asks for a write that creates and never replaces.</summary>
    public static bool OnlyIfNew(HttpRequest request) => request.Headers.IfNoneMatch is [{ } only] && only.Trim() == "*";

    /// <summary>Reads <c>If-Match</c>; false when it is there and cannot be read, for guessing here would overwrite what the client meant to protect.</summary>
    public static bool TryReadIfMatch(HttpRequest request, out IfMatch? condition)
    {
        condition = null;
        StringValues header = request.Headers.IfMatch;
        if (StringValues.IsNullOrEmpty(header))
        {
            return true;
        }

        if (!EntityTagHeaderValue.TryParseStrictList(header, out IList<EntityTagHeaderValue>? tags))
        {
            return false;
        }

        condition = new IfMatch(tags);
        return true;
    }
}

/// <summary>A write's condition on the version that is there.</summary>
internal sealed class IfMatch(IList<EntityTagHeaderValue> tags)
{
    /// <summary><c>*</c>: any version will do, but there must be one.</summary>
    public bool IsAny { get; } = tags.Any(tag => tag.Equals(EntityTagHeaderValue.Any));

    /// <summary>Strong comparison: a weak tag is never equal.</summary>
    public bool Admits(Product product) => IsAny || tags.Any(tag => !tag.IsWeak && tag.Tag == VersionTag.Of(product));
}
