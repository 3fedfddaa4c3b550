using Microsoft.Extensions.Options;

namespace VisualSearch.Engine.Images;

/// <summary>What attributes cannot say about <see cref="ImagesOptions"/>.</summary>
internal sealed class ImagesOptionsValidator : IValidateOptions<ImagesOptions>
{
    public ValidateOptionsResult Validate(string? name, ImagesOptions options)
    {
        List<string> errors = [];
        foreach (string network in options.AllowedNetworks)
        {
            if (!System.Net.IPNetwork.TryParse(network, out _))
            {
                errors.Add($"{ImagesOptions.Section}:{nameof(ImagesOptions.AllowedNetworks)}: \"{network}\" is not a network such as 10.1.0.0/16 or fd00:1::/64");
            }
        }

        if (options.ConnectTimeout > options.FetchTimeout)
        {
            errors.Add($"{ImagesOptions.Section}:{nameof(ImagesOptions.ConnectTimeout)} must not be longer than {nameof(ImagesOptions.FetchTimeout)}");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
