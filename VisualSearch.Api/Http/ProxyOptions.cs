using System.ComponentModel.DataAnnotations;
using System.Net;

namespace VisualSearch.Api.Http;

/// <summary>Whose word is taken on a client's address and scheme (<c>X-Forwarded-For</c>, <c>-Proto</c>). Section <c>Proxies</c>.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Proxies";

    /// <summary>Addresses or networks of proxies of ours, such as <c>127.0.0.1</c> or <c>10.0.0.0/8</c>. Empty by default: the headers are ignored.</summary>
    public IList<string> Known { get; } = [];

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => Known
        .Where(known => !TryParse(known, out _))
        .Select(known => new ValidationResult($"{Section}:Known has \"{known}\", which is neither an address nor a network such as 10.0.0.0/8"));

    public static bool TryParse(string known, out IPNetwork network)
    {
        if (IPAddress.TryParse(known, out IPAddress? address))
        {
            network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(known, out network);
    }
}
