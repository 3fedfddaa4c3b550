using Microsoft.Extensions.Options;
using VisualSearch.Engine;

namespace VisualSearch.Api.Demo;

/// <summary>
/// A file in the data folder that is there from before the first product of a load until after the last: so a start knows that the one before was cut short,
/// where a catalogue that is merely not empty could be anyone's.
/// </summary>
internal sealed class DemoMarker(IOptions<DataOptions> options, IHostEnvironment environment)
{
    private readonly string _path = Path.Combine(environment.ContentRootPath, options.Value.Directory, "demo-shop.loading");

    public bool IsThere => File.Exists(_path);

    public void Set()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        File.WriteAllText(_path, "The demo shop is being loaded; the next start completes it.\n");
    }

    public void Clear() => File.Delete(_path);
}
