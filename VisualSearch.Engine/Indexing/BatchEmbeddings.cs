using System.Collections.Concurrent;
using VisualSearch.Engine.Images;

namespace VisualSearch.Engine.Indexing;

/// <summary>The embeddings one batch works with: those stored before, and those it makes, each content once however many pictures share it.</summary>
internal sealed class BatchEmbeddings
{
    private readonly ConcurrentDictionary<ContentHash, Lazy<Task<PictureResult<EmbeddedContent>>>> _byContent = new();

    public BatchEmbeddings(IReadOnlyDictionary<ContentHash, Half[]> stored)
    {
        foreach ((ContentHash content, Half[] vector) in stored)
        {
            _byContent[content] = new(Task.FromResult<PictureResult<EmbeddedContent>>(EmbeddedContent.Stored(vector)));
        }
    }

    public bool Has(ContentHash content) => Find(content) is not null;

    /// <summary>The vector of a content that is known or was made; null when it is not, or failed.</summary>
    public Half[]? Find(ContentHash content)
        => _byContent.TryGetValue(content, out Lazy<Task<PictureResult<EmbeddedContent>>>? made) && made.Value.IsCompletedSuccessfully && made.Value.Result.Value is EmbeddedContent embedded
            ? embedded.Vector
            : null;

    public Task<PictureResult<EmbeddedContent>> GetOrAddAsync(ContentHash content, Func<Task<PictureResult<EmbeddedContent>>> embed)
        => _byContent.GetOrAdd(content, _ => new(embed)).Value;
}

/// <summary>The embedding of one content.</summary>
internal sealed class EmbeddedContent
{
    private int _toBeStored;

    private EmbeddedContent(Half[] vector, bool isNew)
    {
        Vector = vector;
        _toBeStored = isNew ? 1 : 0;
    }

    public Half[] Vector { get; }

    public static EmbeddedContent New(Half[] vector) => new(vector, true);

    public static EmbeddedContent Stored(Half[] vector) => new(vector, false);

    /// <summary>The vector for the first that asks when it was made just now, so that it is stored once; null otherwise.</summary>
    public Half[]? TakeNew() => Interlocked.Exchange(ref _toBeStored, 0) == 1 ? Vector : null;
}
