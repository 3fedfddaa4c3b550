using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>What attributes cannot say about <see cref="S3Options"/>.</summary>
internal sealed class S3OptionsValidator : IValidateOptions<S3Options>
{
    public ValidateOptionsResult Validate(string? name, S3Options options) =>
        string.IsNullOrEmpty(options.AccessKey) == string.IsNullOrEmpty(options.SecretKey)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail($"{S3Options.Section}:{nameof(S3Options.AccessKey)} and {nameof(S3Options.SecretKey)} belong together: give both or none");
}
