namespace AitherZero.PowerShell.Host;

/// <summary>Exit codes that pwsh documents or is known for; a script's own `exit N` comes on top.</summary>
internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>A terminating error, or a command line whose last command failed.</summary>
    public const int Failed = 1;

    /// <summary>Unknown or incomplete options, or a script file that is not there.</summary>
    public const int BadCommandLine = 64;

    /// <summary>Interrupted by Ctrl-C.</summary>
    public const int Interrupted = 130;
}
