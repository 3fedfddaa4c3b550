using System.ComponentModel.DataAnnotations;

namespace VisualSearch.Api.Http;

/// <summary>Who may do what. Section <c>Security</c>.</summary>
internal sealed class SecurityOptions : IValidatableObject
{
    public const string Section = "Security";

    public IList<ApiKeyOptions> ApiKeys { get; } = [];

    /// <summary>Searching, reading products and health need a key too (scope <c>read</c>). The probes at the root stay open.</summary>
    public bool RequireKeyForReads { get; set; }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (int index = 0; index < ApiKeys.Count; index++)
        {
            ApiKeyOptions key = ApiKeys[index];
            string at = $"{Section}:ApiKeys:{index}";
            if (string.IsNullOrWhiteSpace(key.Name))
            {
                yield return new ValidationResult($"{at}:Name is missing; it is what the logs and rate limits call the key.");
            }

            if (string.IsNullOrEmpty(key.Key) == string.IsNullOrEmpty(key.KeySha256))
            {
                yield return new ValidationResult($"{at} needs either Key or KeySha256.");
            }

            if (key.Key is { Length: > 0 and < 16 })
            {
                yield return new ValidationResult($"{at}:Key has fewer than 16 characters; make one with: openssl rand -hex 32");
            }

            if (key.KeySha256 is { Length: > 0 } hash && (hash.Length != 64 || !hash.All(char.IsAsciiHexDigit)))
            {
                yield return new ValidationResult($"{at}:KeySha256 is not 64 hexadecimal digits.");
            }

            if (key.Scopes.Count == 0 || key.Scopes.Any(scope => !ApiScopes.All.Contains(scope)))
            {
                yield return new ValidationResult($"{at}:Scopes must name at least one of {string.Join(", ", ApiScopes.All)}, and nothing else.");
            }
        }

        if (ApiKeys.Select(key => key.Name).Distinct(StringComparer.Ordinal).Count() != ApiKeys.Count)
        {
            yield return new ValidationResult($"{Section}:ApiKeys has two keys of the same name.");
        }

        if (RequireKeyForReads && ApiKeys.Count == 0)
        {
            yield return new ValidationResult($"{Section}:RequireKeyForReads is set and {Section}:ApiKeys is empty: nobody could read.");
        }
    }
}

/// <summary>One API key.</summary>
internal sealed class ApiKeyOptions
{
    /// <summary>What logs and rate limits call it.</summary>
    public string Name { get; set; } = string.Empty;

    /// <summary>The key itself, at least 16 characters; or else <see cref="KeySha256"/>.</summary>
    public string? Key { get; set; }

    /// <summary>SHA-256 of the key's UTF-8 bytes in hexadecimal, so that the setting is no secret.</summary>
    public string? KeySha256 { get; set; }

    /// <summary><c>read</c>, <c>write</c>, <c>admin</c>; each includes the ones before it.</summary>
    public IList<string> Scopes { get; } = [];
}
