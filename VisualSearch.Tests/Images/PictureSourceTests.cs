using System.Diagnostics.Metrics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics.Testing;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using VisualSearch.Engine;
using VisualSearch.Engine.Images;

namespace VisualSearch.Tests.Images;

/// <summary>The parts as a host gets them: registered, configured, measured.</summary>
public sealed class PictureSourceTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("visualsearch-source-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_kept_picture_comes_from_the_folder_under_the_data_directory()
    {
        await using ServiceProvider services = Services(("Data:Directory", "mine"));
        string key = await services.GetRequiredService<IImageStore>().SaveAsync(Tiny.Png(), Cancelled);

        PictureResult<FetchedPicture> result = await services.GetRequiredService<PictureSource>().FetchAsync(new ImageReference.Kept(key), null, Cancelled);

        Assert.Equal(Tiny.Png(), result.Value?.Content.ToArray());
        Assert.Single(Directory.GetFiles(Path.Combine(_folder.FullName, "mine", "pictures"), key, SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_kept_picture_that_is_gone_is_unreachable_for_good()
    {
        await using ServiceProvider services = Services();

        PictureResult<FetchedPicture> result = await services.GetRequiredService<PictureSource>().FetchAsync(new ImageReference.Kept(new string('a', 64)), null, Cancelled);

        Assert.Equal(PictureProblem.Unreachable, result.Failure?.Problem);
        Assert.False(result.Failure!.Transient);
    }

    [Fact]
    public async Task A_picture_in_s3_says_that_there_is_no_such_source()
    {
        await using ServiceProvider services = Services();

        PictureResult<FetchedPicture> result = await services.GetRequiredService<PictureSource>().FetchAsync(new ImageReference.S3("bucket", "key"), null, Cancelled);

        Assert.Equal(PictureProblem.NotConfigured, result.Failure?.Problem);
        Assert.Contains("S3", result.Failure!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fetches_and_decodings_are_counted_by_how_they_ended()
    {
        await using ServiceProvider services = Services(("Images:AllowedNetworks:0", "127.0.0.0/8"));
        IMeterFactory meters = services.GetRequiredService<IMeterFactory>();
        using MetricCollector<long> fetches = new(meters, ImagesMetrics.MeterName, "visual_search.picture_fetches");
        using MetricCollector<double> decodings = new(meters, ImagesMetrics.MeterName, "visual_search.decode_duration_seconds");
        await using ScriptedServer server = ScriptedServer.Answering(Tiny.Png());
        Assert.True(ImageReference.TryParse(server.Address(), out ImageReference? good));
        Assert.True(ImageReference.TryParse("http://10.0.0.1/", out ImageReference? bad));

        PictureSource source = services.GetRequiredService<PictureSource>();
        PictureResult<FetchedPicture> fetched = await source.FetchAsync(good, null, Cancelled);
        _ = await source.FetchAsync(bad, null, Cancelled);
        _ = await services.GetRequiredService<PictureDecoder>().DecodeAsync(fetched.Value!.Content, new PixelSpec(8, 8), Cancelled);

        Assert.Equal(["ok", "forbidden_address"], fetches.GetMeasurementSnapshot().Select(measurement => measurement.Tags["outcome"]));
        Assert.Equal("ok", Assert.Single(decodings.GetMeasurementSnapshot()).Tags["outcome"]);
    }

    [Theory]
    [InlineData("Images:AllowedNetworks:0", "10.0.0.0/33")]
    [InlineData("Images:AllowedNetworks:0", "everything")]
    [InlineData("Images:MaxBytes", "0")]
    [InlineData("Images:MaxPixels", "-1")]
    [InlineData("Images:DecodeTimeout", "00:00:00")]
    [InlineData("Images:MaxRedirects", "50")]
    [InlineData("Images:ConnectTimeout", "00:01:00")]
    [InlineData("Data:Directory", "")]
    public async Task Settings_that_make_no_sense_are_refused_at_the_start(string key, string value)
    {
        await using ServiceProvider services = Services((key, value));

        Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
    }

    [Fact]
    public async Task The_defaults_are_those_of_the_contract()
    {
        await using ServiceProvider services = Services();
        services.GetRequiredService<IStartupValidator>().Validate();

        ImagesOptions options = services.GetRequiredService<IOptions<ImagesOptions>>().Value;

        Assert.Equal((20_971_520, 50_000_000L, 0), (options.MaxBytes, options.MaxPixels, options.AllowedNetworks.Count));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ServiceProvider Services(params (string Key, string Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value))).Build();
        return new ServiceCollection().AddSingleton<IHostEnvironment>(new Host(_folder.FullName)).AddImages(configuration).BuildServiceProvider();
    }

    private sealed class Host(string root) : IHostEnvironment
    {
        public string EnvironmentName { get; set; } = "Test";

        public string ApplicationName { get; set; } = "Test";

        public string ContentRootPath { get; set; } = root;

        public IFileProvider ContentRootFileProvider { get; set; } = new NullFileProvider();
    }
}
