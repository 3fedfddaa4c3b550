using System.Net;
using System.Net.Sockets;

namespace VisualSearch.Engine.Images;

/// <summary>Which addresses a picture may be fetched from: the public internet, and what the operator allows besides.</summary>
internal sealed class ForbiddenNetworks(IEnumerable<IPNetwork> allowed)
{
    private static readonly IPNetwork[] Table =
    [
        // IPv4, after the IANA special-purpose registry.
        IPNetwork.Parse("0.0.0.0/8"), // this host, this network
        IPNetwork.Parse("10.0.0.0/8"), // private
        IPNetwork.Parse("100.64.0.0/10"), // carrier-grade NAT, and some clouds' metadata (100.100.100.200)
        IPNetwork.Parse("127.0.0.0/8"), // loopback
        IPNetwork.Parse("168.63.129.16/32"), // Azure's host agent
        IPNetwork.Parse("169.254.0.0/16"), // link-local, and the metadata of most clouds (169.254.169.254)
        IPNetwork.Parse("172.16.0.0/12"), // private
        IPNetwork.Parse("192.0.0.0/24"), // protocol assignments, Oracle's metadata (192.0.0.192)
        IPNetwork.Parse("192.0.2.0/24"), // documentation
        IPNetwork.Parse("192.31.196.0/24"), // AS112
        IPNetwork.Parse("192.52.193.0/24"), // AMT relays
        IPNetwork.Parse("192.88.99.0/24"), // 6to4 relays
        IPNetwork.Parse("192.168.0.0/16"), // private
        IPNetwork.Parse("192.175.48.0/24"), // AS112
        IPNetwork.Parse("198.18.0.0/15"), // benchmarks
        IPNetwork.Parse("198.51.100.0/24"), // documentation
        IPNetwork.Parse("203.0.113.0/24"), // documentation
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, broadcast

        // IPv6: what lies outside 2000::/3, and the special parts within.
        IPNetwork.Parse("::/3"), // unspecified, loopback, IPv4-compatible, discard-only, local NAT64 (64:ff9b:1::/48)
        IPNetwork.Parse("2001::/23"), // protocol assignments: Teredo, ORCHID, benchmarks
        IPNetwork.Parse("2001:db8::/32"), // documentation
        IPNetwork.Parse("2002::/16"), // 6to4, which carries any IPv4 address
        IPNetwork.Parse("2620:4f:8000::/48"), // AS112
        IPNetwork.Parse("3fff::/20"), // documentation
        IPNetwork.Parse("4000::/2"), // reserved, segment routing (5f00::/16)
        IPNetwork.Parse("8000::/2"), // reserved
        IPNetwork.Parse("c000::/3"), // reserved
        IPNetwork.Parse("e000::/4"), // reserved
        IPNetwork.Parse("f000::/5"), // reserved
        IPNetwork.Parse("f800::/6"), // reserved
        IPNetwork.Parse("fc00::/7"), // private, and AWS's metadata (fd00:ec2::254)
        IPNetwork.Parse("fe00::/9"), // reserved
        IPNetwork.Parse("fe80::/10"), // link-local
        IPNetwork.Parse("fec0::/10"), // site-local
        IPNetwork.Parse("ff00::/8"), // multicast
    ];

    // The well-known prefix by which a network without IPv4 reaches IPv4: the address within decides.
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private readonly IPNetwork[] _allowed = [.. allowed];

    /// <summary>True when nothing may be fetched from there.</summary>
    public bool Forbids(IPAddress address)
    {
        IPAddress meant = Meant(address);
        return Table.Any(network => network.Contains(meant)) && !_allowed.Any(network => network.Contains(meant) || network.Contains(address));
    }

    // An IPv4 address in IPv6's clothes is judged as what it is.
    private static IPAddress Meant(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        byte[] bytes = address.GetAddressBytes();
        return Nat64.Contains(new IPAddress(bytes)) ? new IPAddress(bytes.AsSpan(12)) : new IPAddress(bytes);
    }
}
