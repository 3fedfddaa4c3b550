namespace VisualSearch.Cli;

/// <summary>What a script reads of how a command ended.</summary>
internal enum ExitCode
{
    /// <summary>All that was asked for was done.</summary>
    Done = 0,

    /// <summary>It was not done; standard error says why.</summary>
    Failed = 1,

    /// <summary>The command line itself is wrong; nothing was begun.</summary>
    WrongUsage = 2,

    /// <summary>Done, but not for everything: some rows were refused, some checks did not pass, some files are damaged.</summary>
    Partly = 3,

    /// <summary>The server does not answer, or the data folder is in use or cannot be had; trying again later may help.</summary>
    Unavailable = 69, // EX_UNAVAILABLE of sysexits.h

    /// <summary>Ctrl-C or a request to end; what was done up to then stays done.</summary>
    Interrupted = 130, // 128 + SIGINT
}
