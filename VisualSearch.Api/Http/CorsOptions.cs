using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Api.Http;

/// <summary>Pages of which sites may call this API from a browser. Section <c>Cors</c>.</summary>
internal sealed class CorsOptions : IValidatableObject
{
    public const string Section = "Cors";

    /// <summary>Such as <c>https://shop.example</c>, without a path; <c>*</c> alone = every site. Empty by default: none.</summary>
    public IList<string> Origins { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Origins
        .Where(origin => origin != "*" && !(Uri.TryCreate(origin, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https" && uri.GetLeftPart(UriPartial.Authority) == origin.TrimEnd('/')))
        .Select(origin => new ValidationResult($"{Section}:Origins has \"{origin}\"; an origin is written as https://shop.example"));
}
