namespace VisualSearch.Cli.Targets;

/// <summary>What the command line says about the engine, as the engine's own settings.</summary>
internal static class EngineSettings
{
    /// <param name="folder">The data folder; null for what works on none.</param>
    /// <exception cref="CommandFailedException">A setting is not KEY=VALUE, or names the data folder.</exception>
    public static Dictionary<string, string?> Of(TargetSettings settings, string? folder)
    {
        Dictionary<string, string?> values = [];
        if (folder is not null)
        {
            values["Data:Directory"] = folder;
        }

        if (settings.Models is { } models)
        {
            values["Models:Directory"] = Path.GetFullPath(models);
        }

        foreach (string setting in settings.Set)
        {
            if (setting.Split('=', 2) is not [{ Length: > 0 } key, string value])
            {
                throw new CommandFailedException(ExitCode.WrongUsage, $"--set takes KEY=VALUE, not {setting}.");
            }

            // The folder was looked into before this is read: another one would be opened without its owner having been asked for.
            if (key.Replace("__", ":", StringComparison.Ordinal).Equals("Data:Directory", StringComparison.OrdinalIgnoreCase))
            {
                throw new CommandFailedException(ExitCode.WrongUsage, "The data folder is named with --data FOLDER, not with --set.");
            }

            values[key] = value;
        }

        return values;
    }
}
