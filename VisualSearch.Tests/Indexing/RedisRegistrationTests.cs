using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using VisualSearch.Engine;
using VisualSearch.Engine.Indexing;
using VisualSearch.Engine.Indexing.InProcess;
using VisualSearch.Engine.Indexing.Redis;

namespace VisualSearch.Tests.Indexing;

public sealed class RedisRegistrationTests
{
    [Fact]
    public async Task The_distributed_mode_has_the_queue_in_redis()
    {
        await using ServiceProvider services = Build(("ConnectionStrings:redis", "127.0.0.1:1"), ("ConnectionStrings:catalog", "Host=db"), ("ConnectionStrings:qdrant_http", "Endpoint=http://q"));

        Assert.IsType<RedisIndexQueue>(services.GetRequiredService<IIndexQueue>());
    }

    [Fact]
    public async Task The_embedded_mode_has_the_queue_in_memory()
    {
        await using ServiceProvider services = Build();

        Assert.IsType<InProcessIndexQueue>(services.GetRequiredService<IIndexQueue>());
    }

    [Theory]
    [InlineData("127.0.0.1:6379,password=secret word,no_such_word=1")]
    [InlineData("127.0.0.1:6379,ssl=perhaps,password=secret word")]
    [InlineData("password=secret word")]
    public void A_connection_string_that_cannot_be_read_refuses_the_start_without_telling_it(string text)
    {
        EngineModeException refusal = Assert.Throws<EngineModeException>(() => RedisConnection.Read(text));

        Assert.StartsWith("ConnectionStrings:redis cannot be read: ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_connection_string_says_of_time_outs_and_encryption_is_kept()
    {
        var read = RedisConnection.Read("a:6380,b:6380,ssl=true,sslHost=shop.example,password=p,connectTimeout=777,asyncTimeout=888");

        Assert.Equal((true, "shop.example", 777, 888, 2), (read.Ssl, read.SslHost, read.ConnectTimeout, read.AsyncTimeout, read.EndPoints.Count));
        Assert.False(read.AbortOnConnectFail);
    }

    [Fact]
    public async Task A_setting_out_of_its_range_is_named()
    {
        await using ServiceProvider services = Build(
            ("ConnectionStrings:redis", "127.0.0.1:1"), ("ConnectionStrings:catalog", "Host=db"), ("ConnectionStrings:qdrant_http", "Endpoint=http://q"), ("Redis:MaxLength", "1"));

        OptionsValidationException refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<RedisOptions>>().Value);

        Assert.Contains("MaxLength", refusal.Message, StringComparison.Ordinal);
    }

    private static ServiceProvider Build(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value)).Build();
        return new ServiceCollection().AddIndex(configuration).BuildServiceProvider();
    }
}
