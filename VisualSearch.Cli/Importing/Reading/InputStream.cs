using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace VisualSearch.Cli.Importing.Reading;

/// <summary>A file or standard input, whose beginning can be looked at before it is read.</summary>
internal sealed class InputStream : IAsyncDisposable
{
    private const int HeadLength = 64 * 1024;

    private readonly Stream _source;
    private readonly PipeReader _pipe;

    private InputStream(Stream source, PipeReader pipe, byte[] head)
    {
        _source = source;
        _pipe = pipe;
        Head = head;
        Content = pipe.AsStream(leaveOpen: true);
    }

    /// <summary>The first bytes, at most 64 KiB.</summary>
    public byte[] Head { get; }

    /// <summary>All bytes, those of the head included.</summary>
    public Stream Content { get; }

    public long? Length => _source.CanSeek ? _source.Length : null;

    public long Position => _source.CanSeek ? _source.Position : 0;

    public static async Task<InputStream> OpenAsync(Stream source, CancellationToken cancellationToken)
    {
        PipeReader pipe = PipeReader.Create(source, new StreamPipeReaderOptions(bufferSize: HeadLength, leaveOpen: true));
        ReadResult read = await pipe.ReadAtLeastAsync(HeadLength, cancellationToken);
        byte[] head = read.Buffer.Slice(0, Math.Min(HeadLength, read.Buffer.Length)).ToArray();
        pipe.AdvanceTo(read.Buffer.Start);
        return new InputStream(source, pipe, head);
    }

    /// <summary>The head as text, without a letter that was cut in two.</summary>
    public string HeadAs(Encoding encoding)
    {
        using StreamReader reader = new(new MemoryStream(Head), Encoding.GetEncoding(encoding.CodePage), detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        await _pipe.CompleteAsync();
        await _source.DisposeAsync();
    }
}
