namespace VisualSearch.Engine.Catalogue;

/// <summary>What one process at a time does. The numbers are those of Postgres's advisory locks, so they stay as they are.</summary>
internal enum CatalogueLock
{
    /// <summary>Bringing the schema up to date.</summary>
    Migration = 0x76530001,

    /// <summary>Making or switching generations.</summary>
    Generations = 0x76530002,

    /// <summary>Looking for what the queue lost.</summary>
    Sweep = 0x76530003,

    /// <summary>Removing what is past its time.</summary>
    Retention = 0x76530004,

    /// <summary>Shared by those that store embeddings, alone for those that remove unused ones.</summary>
    Embeddings = 0x76530005,

    /// <summary>Comparing the vector index with the catalogue.</summary>
    Reconciliation = 0x76530006,

    /// <summary>Removing the files of kept pictures that no product has.</summary>
    KeptPictures = 0x76530007,
}
