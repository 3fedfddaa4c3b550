using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Support;

/// <summary>A store whose reads wait until they are let go.</summary>
internal sealed class HeldStore : IImageStore
{
    private readonly TaskCompletionSource<byte[]?> _content = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<string, byte[]> _given = [];
    private int _reads;
    private int _cancelled;

    /// <summary>Whether who reads is not heard when it is to stop, as native work is not.</summary>
    public bool Deaf { get; set; }

    public int Reads => Volatile.Read(ref _reads);

    public int Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>Of this key the content comes at once.</summary>
    public void Give(string key, byte[] content) => _given[key] = content;

    public void Release(byte[] content) => _content.SetResult(content);

    public Task<int> ReadsAsync(int count) => Eventually.HoldsAsync(() => Task.FromResult(Reads), reads => reads >= count);

    public async Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        if (_given.TryGetValue(key, out byte[]? content))
        {
            return content;
        }

        try
        {
            return await _content.Task.WaitAsync(Deaf ? CancellationToken.None : cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
            throw;
        }
    }

    public Task<string> SaveAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task DeleteAsync(string key, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<string> ListAsync(DateTimeOffset savedBefore, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<bool> DeleteOldAsync(string key, DateTimeOffset savedBefore, CancellationToken cancellationToken) => throw new NotSupportedException();
}
