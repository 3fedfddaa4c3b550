using VisualSearch.Engine.Embedding.Manifests;

namespace VisualSearch.Engine.Embedding.Downloads;

/// <summary>Gets the files of models from the model hub or a mirror of it, and looks at those that are there. Thread-safe; several processes may pull at once.</summary>
public sealed class ModelDownloads
{
    /// <summary>The name of the HTTP client.</summary>
    internal const string Client = "VisualSearch.ModelDownloads";

    private const string LockFile = "pull.lock";

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly ModelShelf _shelf;
    private readonly IHttpClientFactory _clients;
    private readonly DownloadRules _rules;
    private readonly TimeProvider _time;

    internal ModelDownloads(ModelShelf shelf, IHttpClientFactory clients, DownloadRules rules, TimeProvider time)
    {
        _shelf = shelf;
        _clients = clients;
        _rules = rules;
        _time = time;
    }

    /// <summary>
    /// Gets the files of one variant that are missing or damaged into <c>Models:Directory</c>, else the user's folder of models. Each appears under its name only when it is
    /// whole and its SHA-256 is right; one that fails does not hold up the others, and a run that ends in any way leaves what the next can go on from.
    /// </summary>
    /// <param name="variant">Null for the manifest's default.</param>
    /// <param name="mirror">Asked instead of the hub: <c>{mirror}/{repository}/resolve/{revision}/{path}</c>.</param>
    /// <exception cref="ModelUnavailableException">No such model or variant, no room for it, or its folder cannot be written; nothing was downloaded.</exception>
    public async Task<PullReport> PullAsync(string name, string? variant, Uri? mirror, IProgress<DownloadProgress> progress, CancellationToken cancellationToken)
    {
        KnownModel known = _shelf.Know(name, variant);
        ModelManifest manifest = _shelf.ReadManifest(name);
        using FileStream own = await OwnAsync(known, progress, cancellationToken).ConfigureAwait(false);
        List<PulledFile> files = [];
        List<string> wanted = [];
        foreach (string file in manifest.FilesOf(manifest.Variants[known.Variant!]))
        {
            (bool missing, string? problem) = await LookAsync(name, file, manifest.Files[file], readAgain: false, cancellationToken).ConfigureAwait(false);
            // A damaged file that lies where downloads go is replaced; one elsewhere would hide what is downloaded.
            bool replaceable = missing || _shelf.Find(name, file) == Path.Combine(known.Directory, file);
            if (problem is not null && replaceable && manifest.Files[file].Source is not null)
            {
                wanted.Add(file);
            }
            else
            {
                files.Add(new PulledFile(file, problem is null ? PullOutcome.Present : PullOutcome.Failed, manifest.Files[file].Bytes, problem));
            }
        }

        RefuseWithoutRoom(known, manifest, wanted);
        using HttpClient client = _clients.CreateClient(Client);
        FileDownload download = new(client, _rules, _time, progress);
        foreach (string file in wanted)
        {
            files.Add(await PullAsync(download, known, file, manifest.Files[file], mirror ?? FileSource.Hub, cancellationToken).ConfigureAwait(false));
        }

        return new PullReport(name, known.Variant!, known.Directory, files);
    }

    /// <summary>
    /// Reads every file of the models that are there and compares SHA-256: with the manifest's, or where that knows none with the one first seen.
    /// Of a model of which nothing is there, only one that is named is reported as missing.
    /// </summary>
    /// <param name="name">Null for all models.</param>
    /// <param name="variant">Whose missing files are reported; null for the manifest's default.</param>
    /// <exception cref="ModelUnavailableException">No such model or variant, or its manifest is faulty.</exception>
    public async Task<IReadOnlyList<CheckedFile>> VerifyAsync(string? name, string? variant, Action<string> looking, CancellationToken cancellationToken)
    {
        List<CheckedFile> found = [];
        foreach (string model in name is null ? _shelf.Names() : [name])
        {
            KnownModel known = name is null ? _shelf.Describe(model, null) : _shelf.Know(model, variant);
            if (known.Fault is { } fault)
            {
                found.Add(new CheckedFile(model, ModelManifest.FileName, false, fault));
                continue;
            }

            ModelManifest manifest = _shelf.ReadManifest(model);
            bool any = name is not null || manifest.Files.Keys.Any(file => _shelf.Find(model, file) is not null);
            HashSet<string> needed = any ? [.. known.MissingFiles.Select(file => file.Path)] : [];
            foreach ((string file, ModelFile expected) in manifest.Files.Where(file => needed.Contains(file.Key) || _shelf.Find(model, file.Key) is not null))
            {
                looking($"{model}/{file}");
                (bool missing, string? problem) = await LookAsync(model, file, expected, readAgain: true, cancellationToken).ConfigureAwait(false);
                found.Add(new CheckedFile(model, file, missing, problem));
            }
        }

        return found;
    }

    private async Task<(bool Missing, string? Problem)> LookAsync(string name, string file, ModelFile expected, bool readAgain, CancellationToken cancellationToken)
    {
        if (_shelf.Find(name, file) is not { } path)
        {
            return (true, expected.Source is null ? $"{file} ships with the program and is missing; restore it." : $"{file} is missing.");
        }

        try
        {
            await ModelFiles.VerifyAsync(path, name, expected, readAgain, cancellationToken).ConfigureAwait(false);
            return (false, null);
        }
        catch (ModelUnavailableException damaged)
        {
            return (false, damaged.Message + ".");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return (false, $"{path} cannot be read: {unreadable.Message}");
        }
    }

    private static async Task<PulledFile> PullAsync(FileDownload download, KnownModel known, string file, ModelFile expected, Uri hub, CancellationToken cancellationToken)
    {
        string target = Path.Combine(known.Directory, file);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        // Where the manifest knows no hash, the first one seen is held to, as it is at every start.
        DownloadOrder order = new(file, expected.Source!.AddressAt(hub), target, expected.Bytes, expected.Sha256 ?? ModelFiles.LockedHash(target));
        switch (await download.RunAsync(order, cancellationToken).ConfigureAwait(false))
        {
            case DownloadEnd.Whole(var sha256):
                ModelFiles.Lock(target, sha256);
                return new PulledFile(file, PullOutcome.Downloaded, new FileInfo(target).Length, null);
            case DownloadEnd.Refused(var reason):
                return new PulledFile(file, PullOutcome.Failed, expected.Bytes, reason);
            default:
                throw new InvalidOperationException("A download ends whole or refused.");
        }
    }

    private void RefuseWithoutRoom(KnownModel known, ModelManifest manifest, List<string> wanted)
    {
        long needed = wanted.Sum(file => Math.Max(0, (manifest.Files[file].Bytes ?? 0) - Arrived(Path.Combine(known.Directory, file + ".part"))));
        if (_rules.FreeSpace(known.Directory) is { } free && needed > free)
        {
            throw new ModelUnavailableException($"There is no room for {known.Name} in {known.Directory}: it needs {needed:N0} more bytes, and {free:N0} are free. Make room, or name another folder.");
        }
    }

    private static long Arrived(string part) => File.Exists(part) ? new FileInfo(part).Length : 0;

    /// <summary>One pull of a model at a time, on this machine: a second one waits and then finds what the first has brought.</summary>
    private async Task<FileStream> OwnAsync(KnownModel known, IProgress<DownloadProgress> progress, CancellationToken cancellationToken)
    {
        string path = Path.Combine(known.Directory, LockFile);
        for (bool said = false; ; said = true)
        {
            try
            {
                Directory.CreateDirectory(known.Directory);
                // The file stays: were it removed, one that waits could hold the old and a third make a new one.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (Exception failure) when (failure is UnauthorizedAccessException || (failure is IOException && !File.Exists(path)))
            {
                throw new ModelUnavailableException($"The folder {known.Directory} cannot be written: {failure.Message}", failure);
            }
            catch (IOException)
            {
                if (!said)
                {
                    progress.Report(new DownloadProgress("", 0, null, $"Another process is downloading {known.Name}; waiting for it."));
                }
            }

            await Task.Delay(LookAgain, _time, cancellationToken).ConfigureAwait(false);
        }
    }
}
