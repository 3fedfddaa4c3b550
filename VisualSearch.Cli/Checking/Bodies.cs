using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace VisualSearch.Cli.Checking;

/// <summary>Bodies that checks send.</summary>
internal static class Bodies
{
    public static HttpContent Raw(byte[] bytes, string type) => new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    public static HttpContent Text(string text, string type) => Raw(Encoding.UTF8.GetBytes(text), type);

    public static HttpContent Json(string json) => Text(json, "application/json");

    /// <summary>A form with a picture, and fields.</summary>
    /// <param name="picture">Null for a form without one.</param>
    public static HttpContent Form(byte[]? picture, string field = "file", params IReadOnlyList<(string Name, string Value)> fields)
    {
        MultipartFormDataContent form = [];
        foreach ((string name, string value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        if (picture is not null)
        {
            form.Add(Raw(picture, "image/png"), field, "picture.png");
        }
        else if (fields.Count == 0)
        {
            form.Add(new StringContent("nothing"), "note");
        }

        return form;
    }

    /// <summary>So many zeros under the given type. A server that refuses by the announced length sees none of them.</summary>
    public static HttpContent Zeros(long bytes, string type) => new ZeroContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };

    private sealed class ZeroContent(long length) : HttpContent
    {
        private static readonly byte[] Block = new byte[64 * 1024];

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (long left = length; left > 0; left -= Block.Length)
            {
                await stream.WriteAsync(Block.AsMemory(0, (int)Math.Min(left, Block.Length)));
            }
        }

        protected override bool TryComputeLength(out long computed)
        {
            computed = length;
            return true;
        }
    }
}
