using System;

namespace AitherZero.PowerShell.Host;

/// <summary>What an option does.</summary>
internal enum OptionKind
{
    Version,
    Help,
    NoProfile,
    NonInteractive,
    File,
    Command,
    CommandWithArguments,
    EncodedCommand,
    Format,
    ExecutionPolicy,
    WorkingDirectory,

    /// <summary>Known to pwsh and of no effect here.</summary>
    Ignored,

    /// <summary>Known to pwsh and not part of this host.</summary>
    Lacking,
}

/// <summary>
/// One option of pwsh. A word stands for the first option of the list whose
/// name begins with it and whose shortest form it is at least as long as, so
/// the order below matters: -e is -EncodedCommand, -i is -Interactive.
/// </summary>
internal sealed record Option(string Name, string Shortest, OptionKind Kind, bool TakesValue = false)
{
    private static readonly Option[] All =
    [
        new("Version", "v", OptionKind.Version),
        new("Help", "h", OptionKind.Help),
        new("?", "?", OptionKind.Help),
        new("Login", "l", OptionKind.Ignored),
        new("NoExit", "noe", OptionKind.Lacking),
        new("NoProfile", "nop", OptionKind.NoProfile),
        new("NoLogo", "nol", OptionKind.Ignored),
        new("NonInteractive", "noni", OptionKind.NonInteractive),
        new("SocketServerMode", "so", OptionKind.Lacking),
        new("ServerMode", "s", OptionKind.Lacking),
        new("NamedPipeServerMode", "nam", OptionKind.Lacking),
        new("SSHServerMode", "sshs", OptionKind.Lacking),
        new("NoProfileLoadTime", "noprofileloadtime", OptionKind.Ignored),
        new("Interactive", "i", OptionKind.Ignored),
        new("ConfigurationFile", "configurationfile", OptionKind.Lacking, true),
        new("ConfigurationName", "config", OptionKind.Lacking, true),
        new("CustomPipeName", "cus", OptionKind.Lacking, true),
        new("CommandWithArgs", "commandwithargs", OptionKind.CommandWithArguments, true),
        new("CWA", "cwa", OptionKind.CommandWithArguments, true),
        new("Command", "c", OptionKind.Command, true),
        new("WindowStyle", "w", OptionKind.Ignored, true),
        new("File", "f", OptionKind.File, true),
        new("OutputFormat", "o", OptionKind.Format, true),
        new("OF", "o", OptionKind.Format, true),
        new("InputFormat", "inp", OptionKind.Format, true),
        new("IF", "if", OptionKind.Format, true),
        new("ExecutionPolicy", "ex", OptionKind.ExecutionPolicy, true),
        new("EP", "ep", OptionKind.ExecutionPolicy, true),
        new("EncodedCommand", "e", OptionKind.EncodedCommand, true),
        new("EC", "e", OptionKind.EncodedCommand, true),
        new("EncodedArguments", "encodeda", OptionKind.Lacking, true),
        new("EA", "ea", OptionKind.Lacking, true),
        new("SettingsFile", "settings", OptionKind.Lacking, true),
        new("STA", "sta", OptionKind.Ignored),
        new("MTA", "mta", OptionKind.Ignored),
        new("WorkingDirectory", "wo", OptionKind.WorkingDirectory, true),
        new("WD", "wd", OptionKind.WorkingDirectory, true),
    ];

    /// <summary>The option that a word such as "-nop", "--file" or "/c" stands for, or null.</summary>
    public static Option? Find(string word)
    {
        string key = word[1..];
        if (key.StartsWith(word[0]) && word[0] == '-')
        {
            key = key[1..];
        }

        return Array.Find(All, option => option.Matches(key));
    }

    private bool Matches(string key) =>
        key.Length >= Shortest.Length && Name.StartsWith(key, StringComparison.OrdinalIgnoreCase);
}
