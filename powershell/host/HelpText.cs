namespace AitherZero.PowerShell.Host;

/// <summary>What the host says about itself.</summary>
internal static class HelpText
{
    public const string Usage = """
        Usage: pwsh [[-File] <filePath> [args]]
                    [-Command { - | <command> [args...] }]
                    [-CommandWithArgs <command> [args...]]
                    [-EncodedCommand <base64>]
                    [-ExecutionPolicy <policy>] [-InputFormat Text]
                    [-NoLogo] [-NonInteractive] [-NoProfile]
                    [-OutputFormat Text] [-WorkingDirectory <directory>]

               pwsh -h | -Help | -?        this text
               pwsh -v | -Version          the engine's version

        This is the PowerShell host embedded in AitherZero: the PowerShell engine
        with the everyday cmdlets, for scripts and commands. It has no interactive
        prompt. Install PowerShell 7.4 or newer (https://aka.ms/powershell) for
        the rest; AitherZero then uses that.
        """;

    /// <summary>Says that pwsh has something which this host has not.</summary>
    public static string Lacks(string what) =>
        what + " is not part of the embedded PowerShell host; install PowerShell 7.4 or newer (https://aka.ms/powershell) to use it";

    public const string NoPrompt =
        "The PowerShell host embedded in AitherZero has no interactive prompt: use -File, -Command or "
        + "standard input, or install PowerShell 7.4 or newer (https://aka.ms/powershell).";
}
