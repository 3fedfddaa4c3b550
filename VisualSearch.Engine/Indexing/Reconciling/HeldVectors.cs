using VisualSearch.Engine.Catalogue;

namespace VisualSearch.Engine.Indexing.Reconciling;

/// <summary>What a collection holds of one product. Not thread-safe.</summary>
internal sealed class HeldVectors
{
    private readonly HashSet<PictureId> _pictures = [];
    private long _oldest = long.MaxValue;

    /// <summary>The newest version among them; 0 while there is none.</summary>
    public long Newest { get; private set; }

    public void Add(PictureId picture, long version)
    {
        _pictures.Add(picture);
        _oldest = Math.Min(_oldest, version);
        Newest = Math.Max(Newest, version);
    }

    /// <summary>What is wrong; null when nothing is.</summary>
    /// <param name="held">Null for a product of which the collection holds nothing.</param>
    /// <param name="expected">Null for one that should have nothing there.</param>
    public static FindingKind? FaultOf(HeldVectors? held, ExpectedProduct? expected)
    {
        bool wanted = expected is { Pictures.Count: > 0 };
        return (held, wanted) switch
        {
            (null, true) => FindingKind.Missing,
            (null, false) => null,
            (_, false) => FindingKind.Orphaned,
            _ when held._oldest != expected!.Version || held.Newest != expected.Version => FindingKind.WrongVersion,
            _ => held._pictures.SetEquals(expected.Pictures) ? null : FindingKind.WrongPictures,
        };
    }
}
