using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;

namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>One request for what is missing of a file, written behind what is there and hashed on the way.</summary>
internal sealed class DownloadAttempt(HttpClient client, DownloadRules rules, TimeProvider time, IProgress<DownloadProgress> progress)
{
    private const int BufferBytes = 1 << 17;

    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(2);

    public async Task<DownloadEnd> RunAsync(DownloadOrder order, CancellationToken cancellationToken)
    {
        // Of a server that is silent for too long the connection counts as cut; each byte gives it new time.
        using CancellationTokenSource silence = new(rules.IdleTimeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            FileStream part = new(order.Part, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.Asynchronous);
            await using (part.ConfigureAwait(false))
            {
                return await RunAsync(order, part, silence, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new DownloadEnd.Cut($"{order.Address.Host} was silent for {rules.IdleTimeout.TotalSeconds:0} s.");
        }
        catch (Exception failure) when (failure is HttpRequestException or HttpIOException)
        {
            return new DownloadEnd.Cut($"The connection to {order.Address.Host} failed: {Innermost(failure).Message.TrimEnd('.')}.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return new DownloadEnd.Refused($"{order.Part} cannot be written: {failure.Message}");
        }
    }

    private async Task<DownloadEnd> RunAsync(DownloadOrder order, FileStream part, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        string? tag = File.Exists(order.PartTag) ? await File.ReadAllTextAsync(order.PartTag, cancellationToken).ConfigureAwait(false) : null;
        // Without a tag another version might be appended to; a hash that is known finds that out, and without one the file begins anew.
        if ((tag is null && order.Sha256 is null) || part.Length > order.Bytes)
        {
            part.SetLength(0);
        }

        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await HashAsync(part, hash, silence, cancellationToken).ConfigureAwait(false);
        if (part.Length > 0 && part.Length == order.Bytes)
        {
            return Whole(hash);
        }

        silence.CancelAfter(rules.IdleTimeout);
        (HttpResponseMessage? answer, string? refusal) = await Redirects.FollowAsync(client, order.Address, request => Prepare(request, part.Length, tag), cancellationToken).ConfigureAwait(false);
        if (answer is null)
        {
            return new DownloadEnd.Refused(refusal!);
        }

        using (answer)
        {
            if (Objection(order, part, answer) is { } objection)
            {
                return objection;
            }

            if (answer.StatusCode == HttpStatusCode.OK && part.Length > 0)
            {
                // The server does not go on in the middle, or has another file by now: the whole of it comes.
                part.SetLength(0);
                _ = hash.GetHashAndReset();
            }

            long? total = order.Bytes ?? TotalOf(answer);
            if (rules.FreeSpace(Path.GetDirectoryName(order.Target)!) is { } free && total - part.Length > free)
            {
                return new DownloadEnd.Refused($"There is no room for {order.File}: it needs {total - part.Length:N0} more bytes, and {free:N0} are free.");
            }

            KeepTag(order, answer.Headers.ETag);
            return await ReceiveAsync(order, part, answer, hash, total, silence, cancellationToken).ConfigureAwait(false);
        }
    }

    private static void Prepare(HttpRequestMessage request, long have, string? tag)
    {
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("visualsearch", typeof(DownloadAttempt).Assembly.GetName().Version?.ToString(3)));
        if (have > 0)
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = tag is null ? null : new RangeConditionHeaderValue(tag);
        }
    }

    /// <summary>Why the answer's body is not to be read; null when it is.</summary>
    private static DownloadEnd? Objection(DownloadOrder order, FileStream part, HttpResponseMessage answer)
    {
        switch (answer.StatusCode)
        {
            case HttpStatusCode.OK or HttpStatusCode.PartialContent when order.Bytes is { } expected && TotalOf(answer) is { } offered && offered != expected:
                return new DownloadEnd.Refused($"{order.Address} has {offered:N0} bytes instead of {expected:N0}: it is not the file that the manifest means.");
            case HttpStatusCode.PartialContent when answer.Content.Headers.ContentRange?.From == part.Length:
            case HttpStatusCode.OK:
                return null;
            case HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable:
                part.SetLength(0);
                return new DownloadEnd.Cut($"{order.Address.Host} cannot go on where the download stopped.");
            case HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError:
                TimeSpan? wait = answer.Headers.RetryAfter?.Delta is { } asked ? TimeSpan.FromTicks(Math.Min(asked.Ticks, LongestWait.Ticks)) : null;
                return new DownloadEnd.Cut($"{order.Address.Host} answered {(int)answer.StatusCode}.", wait);
            default:
                return new DownloadEnd.Refused($"{order.Address} answered {(int)answer.StatusCode} ({answer.ReasonPhrase}).");
        }
    }

    private async Task<DownloadEnd> ReceiveAsync(DownloadOrder order, FileStream part, HttpResponseMessage answer, IncrementalHash hash, long? total, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using (body.ConfigureAwait(false))
        {
            byte[] buffer = new byte[BufferBytes];
            int read;
            while ((read = await ReadAsync(body, buffer, cancellationToken).ConfigureAwait(false)) > 0)
            {
                silence.CancelAfter(rules.IdleTimeout);
                await part.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                hash.AppendData(buffer, 0, read);
                progress.Report(new DownloadProgress(order.File, part.Length, total));
                if (part.Length > total)
                {
                    return new DownloadEnd.Wrong($"{order.File} goes on after the {total:N0} bytes that it should have.");
                }
            }
        }

        if (part.Length < total)
        {
            return new DownloadEnd.Cut($"The connection to {order.Address.Host} ended after {part.Length:N0} of {total:N0} bytes.");
        }

        part.Flush(flushToDisk: true);
        return Whole(hash);
    }

    /// <summary>Tells a connection that broke from a disk that is full: both are an <see cref="IOException"/>.</summary>
    private static async ValueTask<int> ReadAsync(Stream body, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException cut)
        {
            throw new HttpRequestException(cut.Message, cut);
        }
    }

    /// <summary>Leaves the file at its end, behind what was hashed.</summary>
    private static async Task HashAsync(FileStream part, IncrementalHash hash, CancellationTokenSource silence, CancellationToken cancellationToken)
    {
        // Reading what is there may take longer than a server may be silent.
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        byte[] buffer = new byte[BufferBytes];
        int read;
        while ((read = await part.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            hash.AppendData(buffer, 0, read);
        }
    }

    private static void KeepTag(DownloadOrder order, EntityTagHeaderValue? tag)
    {
        if (tag is { IsWeak: false })
        {
            File.WriteAllText(order.PartTag, tag.Tag);
        }
        else
        {
            File.Delete(order.PartTag);
        }
    }

    private static long? TotalOf(HttpResponseMessage answer) =>
        answer.StatusCode == HttpStatusCode.PartialContent ? answer.Content.Headers.ContentRange?.Length : answer.Content.Headers.ContentLength;

    private static DownloadEnd.Whole Whole(IncrementalHash hash) => new(Convert.ToHexStringLower(hash.GetHashAndReset()));

    private static Exception Innermost(Exception failure) => failure.InnerException is { } inner ? Innermost(inner) : failure;
}
