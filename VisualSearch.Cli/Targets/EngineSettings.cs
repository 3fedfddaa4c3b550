namespace VisualSearch.Cli.Targets;

/// <summary>What the command line says about the engine, as the engine's own settings.</summary>
internal static class EngineSettings
{
    /// <param name="folder">The data folder; null for what works on none.</param>
    /// <exception cref="CommandFailedException">A setting is not KEY=VALUE.</exception>
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
            values[setting.Split('=', 2) is [{ Length: > 0 } key, _] ? key : throw new CommandFailedException(ExitCode.WrongUsage, $"--set takes KEY=VALUE, not {setting}.")] =
                setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        return values;
    }
}
