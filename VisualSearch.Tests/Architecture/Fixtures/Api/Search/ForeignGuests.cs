using Microsoft.Extensions.DependencyInjection;

namespace VisualSearch.Tests.Architecture.Fixtures.Api.Search;

[Breaks("ONNX Runtime is used in VisualSearch.Engine.Embedding alone")]
internal sealed class OnnxGuest
{
    public static object Make() => new Microsoft.ML.OnnxRuntime.SessionOptions();
}

[Breaks("Microsoft.ML.Tokenizers is used in VisualSearch.Engine.Embedding alone")]
internal sealed class TokenizerGuest
{
    public Microsoft.ML.Tokenizers.Tokenizer? Tokenizer { get; init; }
}

[Breaks("NetVips is used in VisualSearch.Engine.Images alone")]
internal sealed class VipsGuest
{
    public static void Catch(Action act)
    {
        try
        {
            act();
        }
        catch (NetVips.VipsException)
        {
            act();
        }
    }
}

[Breaks("AWSSDK is used in VisualSearch.Engine.Images alone")]
internal sealed class AmazonGuest
{
    public Foreign.Amazon.S3.Bucket? Bucket { get; init; }
}

/// <summary>The method lives in a namespace of Microsoft.Extensions, the assembly gives it away.</summary>
[Breaks("EF Core is used in VisualSearch.Engine.Catalogue alone")]
internal sealed class EntityFrameworkGuest
{
    public static IServiceCollection Add(IServiceCollection services) => services.AddEntityFrameworkSqlite();
}

[Breaks("SQLite is used in VisualSearch.Engine.Catalogue alone")]
internal sealed class SqliteGuest
{
    public static object Make() => new Microsoft.Data.Sqlite.SqliteConnectionStringBuilder();
}

[Breaks("Npgsql is used in VisualSearch.Engine.Catalogue alone")]
internal sealed class NpgsqlGuest
{
    public Foreign.Npgsql.Connection? Connection { get; init; }
}

[Breaks("StackExchange.Redis is used in VisualSearch.Engine.Indexing.Redis alone")]
internal sealed class RedisGuest
{
    public Foreign.StackExchange.Redis.Database? Database { get; init; }
}

[Breaks("Qdrant is used in VisualSearch.Engine.Vectors.Qdrant alone")]
internal sealed class QdrantGuest
{
    public Foreign.Qdrant.Client? Client { get; init; }
}

internal sealed class ForeignGuests;
