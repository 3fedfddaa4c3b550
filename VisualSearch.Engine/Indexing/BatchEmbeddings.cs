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
/// <param name="IsNew">Made just now. Each product that shows the content stores it, since they are committed one by one; the first one's stays.</param>
internal sealed record EmbeddedContent(Half[] Vector, bool IsNew)
{
    /// <summary>What is to be stored; null when it was stored before.</summary>
    public Half[]? ToStore => IsNew ? Vector : null;

    public static EmbeddedContent New(Half[] vector) => new(vector, true);

    public static EmbeddedContent Stored(Half[] vector) => new(vector, false);
}
