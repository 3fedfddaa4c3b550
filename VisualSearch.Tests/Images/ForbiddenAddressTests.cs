using System.Net;
using CsCheck;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

/// <summary>No picture is fetched from where only we could look: by address, by name, by redirect, in any spelling.</summary>
public sealed class ForbiddenAddressTests
{
    private static readonly byte[] Picture = Tiny.Png();

    [Theory]
    [InlineData("0.0.0.0/8")]
    [InlineData("10.0.0.0/8")]
    [InlineData("100.64.0.0/10")]
    [InlineData("127.0.0.0/8")]
    [InlineData("169.254.0.0/16")]
    [InlineData("172.16.0.0/12")]
    [InlineData("192.0.0.0/24")]
    [InlineData("192.0.2.0/24")]
    [InlineData("192.168.0.0/16")]
    [InlineData("198.18.0.0/15")]
    [InlineData("198.51.100.0/24")]
    [InlineData("203.0.113.0/24")]
    [InlineData("224.0.0.0/4")]
    [InlineData("240.0.0.0/4")]
    [InlineData("255.255.255.255/32")]
    [InlineData("::/128")]
    [InlineData("::1/128")]
    [InlineData("::/96")]
    [InlineData("64:ff9b:1::/48")]
    [InlineData("100::/64")]
    [InlineData("2001::/32")]
    [InlineData("2001:db8::/32")]
    [InlineData("2002::/16")]
    [InlineData("3fff::/20")]
    [InlineData("5f00::/16")]
    [InlineData("fc00::/7")]
    [InlineData("fe80::/10")]
    [InlineData("fec0::/10")]
    [InlineData("ff00::/8")]
    public void Every_address_of_a_special_network_is_forbidden_and_allowed_only_when_the_operator_says_so(string network)
    {
        IPNetwork special = IPNetwork.Parse(network);
        ForbiddenNetworks strict = new([]);
        ForbiddenNetworks lenient = new([special]);
        Within(special).Sample(
            address =>
            {
                Assert.True(strict.Forbids(address), address.ToString());
                Assert.False(lenient.Forbids(address), address.ToString());
            },
            iter: 300);
    }

    [Fact]
    public void An_ipv4_address_is_judged_alike_in_every_dress()
    {
        ForbiddenNetworks networks = new([]);
        Gen.Byte.Array[4].Sample(
            bytes =>
            {
                IPAddress plain = new(bytes);
                IPAddress translated = new([0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. bytes]);
                Assert.Equal(networks.Forbids(plain), networks.Forbids(plain.MapToIPv6()));
                Assert.Equal(networks.Forbids(plain), networks.Forbids(translated));
            },
            iter: 2000);
    }

    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("1.1.1.1")]
    [InlineData("11.0.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("172.15.255.255")]
    [InlineData("100.63.255.255")]
    [InlineData("100.128.0.0")]
    [InlineData("192.167.255.255")]
    [InlineData("223.255.255.255")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("2001:4860:4860::8888")]
    public void The_public_internet_is_open(string address) => Assert.False(new ForbiddenNetworks([]).Forbids(IPAddress.Parse(address)));

    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://[2002:7f00:1::]/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("https://10.0.0.1/")]
    [InlineData("http://rebound.test/")]
    public async Task A_forbidden_address_is_never_connected_to(string address)
    {
        using WebPictures web = ImagesParts.Web(options => options.AllowedNetworks.Clear(), _ => [IPAddress.Parse("192.168.1.1")]);

        AssertForbidden(await Fetch(web, address));
    }

    [Theory]
    [InlineData("http://10.0.0.1/a.jpg")]
    [InlineData("http://metadata.test/a.jpg")]
    [InlineData("ftp://127.0.0.1/a.jpg")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://user:secret@127.0.0.1/a.jpg")]
    public async Task A_redirect_is_checked_like_a_new_address(string target)
    {
        await using ScriptedServer server = ScriptedServer.Answering([], $"HTTP/1.1 302 Found\r\nLocation: {target}");
        using WebPictures web = ImagesParts.Web(names: _ => [IPAddress.Parse("169.254.169.254")]);

        AssertForbidden(await Fetch(web, server.Address()));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_to_a_permitted_place_is_followed(int status)
    {
        await using ScriptedServer server = new((head, stream, token) => head.StartsWith("GET /there ", StringComparison.Ordinal)
            ? ScriptedServer.SendAsync(stream, $"HTTP/1.1 200 OK\r\nContent-Length: {Picture.Length}\r\nConnection: close", Picture, token)
            : ScriptedServer.SendAsync(stream, $"HTTP/1.1 {status} Moved\r\nLocation: /there\r\nContent-Length: 0\r\nConnection: close", [], token));
        using WebPictures web = ImagesParts.Web();

        Assert.True((await Fetch(web, server.Address("/here"))).Succeeded);
    }

    [Fact]
    public async Task A_redirect_loop_ends_after_the_allowed_hops()
    {
        await using ScriptedServer server = ScriptedServer.Answering([], "HTTP/1.1 302 Found\r\nLocation: /again");
        using WebPictures web = ImagesParts.Web(options => options.MaxRedirects = 3);

        PictureResult<FetchedPicture> result = await Fetch(web, server.Address());

        Assert.Equal(PictureProblem.Unreachable, result.Failure?.Problem);
        Assert.False(result.Failure!.Transient);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_name_that_changes_its_mind_is_refused_when_it_is_next_connected_to()
    {
        int asked = 0;
        await using ScriptedServer server = ScriptedServer.Answering(Picture);
        using WebPictures web = ImagesParts.Web(names: _ => [Interlocked.Increment(ref asked) == 1 ? IPAddress.Loopback : IPAddress.Parse("10.0.0.1")]);

        Assert.True((await Fetch(web, server.Address(host: "rebinding.test"))).Succeeded);
        AssertForbidden(await Fetch(web, server.Address(host: "rebinding.test")));
    }

    [Fact]
    public async Task Of_several_addresses_only_permitted_ones_are_connected_to()
    {
        await using ScriptedServer server = ScriptedServer.Answering(Picture);
        using WebPictures web = ImagesParts.Web(names: _ => [IPAddress.Parse("10.0.0.1"), IPAddress.IPv6Loopback, IPAddress.Loopback]);

        Assert.True((await Fetch(web, server.Address(host: "several.test"))).Succeeded);
    }

    [Fact]
    public async Task The_next_permitted_address_is_tried_when_one_refuses()
    {
        await using ScriptedServer server = ScriptedServer.Answering(Picture);
        using WebPictures web = ImagesParts.Web(names: _ => [IPAddress.Parse("127.0.0.77"), IPAddress.Loopback]);

        Assert.True((await Fetch(web, server.Address(host: "several.test"))).Succeeded);
    }

    private static Gen<IPAddress> Within(IPNetwork network)
    {
        byte[] fixedBits = network.BaseAddress.GetAddressBytes();
        return Gen.Byte.Array[fixedBits.Length].Select(random =>
        {
            byte[] bytes = new byte[fixedBits.Length];
            for (int i = 0; i < bytes.Length; i++)
            {
                int kept = Math.Clamp(network.PrefixLength - (i * 8), 0, 8);
                int mask = (0xFF << (8 - kept)) & 0xFF;
                bytes[i] = (byte)((fixedBits[i] & mask) | (random[i] & ~mask));
            }

            return new IPAddress(bytes);
        });
    }

    private static void AssertForbidden(PictureResult<FetchedPicture> result)
    {
        Assert.Equal(PictureProblem.ForbiddenAddress, result.Failure?.Problem);
        Assert.False(result.Failure!.Transient);
    }

    private static Task<PictureResult<FetchedPicture>> Fetch(WebPictures web, string address)
    {
        Assert.True(ImageReference.TryParse(address, out ImageReference? reference), address);
        return web.FetchAsync(Assert.IsType<ImageReference.Web>(reference), null, TestContext.Current.CancellationToken);
    }
}
