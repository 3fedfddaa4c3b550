using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Options;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

/// <summary>Where pictures are kept, by mode and settings.</summary>
public sealed class S3RegistrationTests
{
    private static readonly (string Key, string Value)[] Distributed = [("ConnectionStrings:redis", "r:1"), ("ConnectionStrings:catalog", "Host=db"), ("ConnectionStrings:qdrant_http", "Endpoint=http://q")];

    [Fact]
    public async Task Pictures_are_kept_where_all_processes_see_them_or_nowhere()
    {
        Assert.IsType<FolderImageStore>(await StoreAsync([]));
        Assert.IsType<FolderImageStore>(await StoreAsync([("S3:Bucket", "shop")]));
        Assert.IsType<S3ImageStore>(await StoreAsync([.. Distributed, ("S3:Bucket", "shop")]));
        Assert.IsType<FolderImageStore>(await StoreAsync([.. Distributed, ("Images:SharedFolder", "true")]));
        Assert.IsType<MissingImageStore>(await StoreAsync(Distributed));
    }

    [Theory]
    [InlineData("S3:AccessKey", "only the half of it")]
    [InlineData("S3:Bucket", "No Bucket")]
    [InlineData("S3:ServiceUrl", "minio")]
    [InlineData("S3:PresignSeconds", "5")]
    [InlineData("S3:Region", "")]
    public async Task Settings_that_make_no_sense_are_refused_at_the_start(string key, string value)
    {
        await using ServiceProvider services = Services([(key, value)]);

        Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
    }

    [Fact]
    public async Task A_store_that_is_none_has_nothing_and_takes_nothing()
    {
        MissingImageStore store = new();

        await Assert.ThrowsAsync<IOException>(() => store.SaveAsync(new byte[] { 1 }, TestContext.Current.CancellationToken));
        Assert.Null(await store.ReadAsync(new string('a', 64), TestContext.Current.CancellationToken));
        Assert.False(await store.DeleteOldAsync(new string('a', 64), DateTimeOffset.MaxValue, TestContext.Current.CancellationToken));
    }

    private static async Task<IImageStore> StoreAsync((string Key, string Value)[] settings)
    {
        await using ServiceProvider services = Services(settings);
        return services.GetRequiredService<IImageStore>();
    }

    private static ServiceProvider Services((string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        return new ServiceCollection().AddSingleton<IHostEnvironment>(new HostingEnvironment { ContentRootPath = Path.GetTempPath() }).AddImages(configuration).BuildServiceProvider();
    }
}
