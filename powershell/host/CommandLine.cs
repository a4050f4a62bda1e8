using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation.Runspaces;
using System.Text;

namespace AitherZero.PowerShell.Host;

/// <summary>Where the code to run comes from.</summary>
internal enum RunMode
{
    /// <summary>Standard input, statement by statement.</summary>
    Input,

    /// <summary>A script file.</summary>
    File,

    /// <summary>The text of a command.</summary>
    Command,
}

/// <summary>
/// A command line as pwsh understands it: options in any letter case, with
/// one dash, two or a slash, and shortened down to where pwsh allows it.
/// Immutable once parsed; <see cref="Error"/> is the first mistake or null.
/// </summary>
internal sealed class CommandLine
{
    private readonly List<CommandParameter> _arguments = [];

    private CommandLine()
    {
    }

    public string? Error { get; private set; }

    public bool ShowVersion { get; private set; }

    public bool ShowHelp { get; private set; }

    public bool NoProfile { get; private set; }

    public bool NonInteractive { get; private set; }

    public string? WorkingDirectory { get; private set; }

    public RunMode Mode { get; private set; }

    /// <summary>The script's full path, or the command's text.</summary>
    public string Text { get; private set; } = string.Empty;

    /// <summary>What the script or the command is given.</summary>
    public IReadOnlyList<CommandParameter> Arguments => _arguments;

    public static CommandLine Parse(string[] words)
    {
        var line = new CommandLine();
        int at = 0;
        while (at < words.Length && line.Error is null && !line.ShowVersion && !line.ShowHelp)
        {
            at = line.TakeOption(words, at);
        }

        return line;
    }

    /// <summary>Handles the word at <paramref name="at"/>; returns where to go on.</summary>
    private int TakeOption(string[] words, int at)
    {
        string word = words[at].Trim();
        if (word.Length == 0 || (word[0] != '-' && word[0] != '/') || File.Exists(words[at]))
        {
            return TakeFile(words, at);
        }

        Option? option = Option.Find(word);
        if (option is null)
        {
            return TakeFile(words, at);
        }

        if (!option.TakesValue)
        {
            return TakeSwitch(option, at);
        }

        if (at + 1 >= words.Length)
        {
            return Fail($"The option -{option.Name} needs a value.", words);
        }

        return TakeValue(option, words, at + 1);
    }

    private int TakeSwitch(Option option, int at)
    {
        switch (option.Kind)
        {
            case OptionKind.Version: ShowVersion = true; break;
            case OptionKind.Help: ShowHelp = true; break;
            case OptionKind.NoProfile: NoProfile = true; break;
            case OptionKind.NonInteractive: NonInteractive = true; break;
            case OptionKind.Lacking: Error = HelpText.Lacks("The option -" + option.Name); break;
            case OptionKind.Ignored: break;
            default: throw new InvalidOperationException(option.Name);
        }

        return at + 1;
    }

    private int TakeValue(Option option, string[] words, int at)
    {
        switch (option.Kind)
        {
            case OptionKind.File: return TakeFile(words, at);
            case OptionKind.Command: return TakeCommand(words, at);
            case OptionKind.CommandWithArguments: return TakeCommandWithArguments(words, at);
            case OptionKind.EncodedCommand: return TakeEncoded(words, at);
            case OptionKind.Format: return TakeFormat(option, words, at);
            case OptionKind.ExecutionPolicy: return TakePolicy(words, at);
            case OptionKind.WorkingDirectory: WorkingDirectory = words[at]; return at + 1;
            case OptionKind.Lacking: return Fail(HelpText.Lacks("The option -" + option.Name), words);
            case OptionKind.Ignored: return at + 1;
            default: throw new InvalidOperationException(option.Name);
        }
    }

    private int TakeFile(string[] words, int at)
    {
        if (words[at] == "-")
        {
            Mode = RunMode.Input;
            return words.Length;
        }

        string path = Path.GetFullPath(words[at].Replace('\\', Path.DirectorySeparatorChar));
        if (!File.Exists(path))
        {
            return Fail(
                $"The argument '{words[at]}' is not recognized as the name of a script file. Check the spelling of the name, "
                + "or if a path was included, verify that the path is correct and try again.",
                words);
        }

        Mode = RunMode.File;
        Text = path;
        ScriptArguments.Collect(words.AsSpan(at + 1), _arguments);
        return words.Length;
    }

    private int TakeCommand(string[] words, int at)
    {
        if (words[at] == "-")
        {
            Mode = RunMode.Input;
            return at + 1 == words.Length ? words.Length : Fail("Nothing may follow '-Command -'.", words);
        }

        Mode = RunMode.Command;
        Text = string.Join(' ', words, at, words.Length - at);
        return words.Length;
    }

    private int TakeCommandWithArguments(string[] words, int at)
    {
        Mode = RunMode.Command;
        Text = words[at];
        ScriptArguments.Collect(words.AsSpan(at + 1), _arguments);
        return words.Length;
    }

    private int TakeEncoded(string[] words, int at)
    {
        try
        {
            Mode = RunMode.Command;
            Text = Encoding.Unicode.GetString(Convert.FromBase64String(words[at]));
            return at + 1;
        }
        catch (FormatException)
        {
            return Fail("The value of -EncodedCommand is not Base64 of UTF-16 text.", words);
        }
    }

    private int TakeFormat(Option option, string[] words, int at) =>
        words[at].Equals("Text", StringComparison.OrdinalIgnoreCase)
            ? at + 1
            : Fail(HelpText.Lacks($"-{option.Name} {words[at]}"), words);

    /// <summary>Checked and otherwise without effect, as pwsh does where there are no policies.</summary>
    private int TakePolicy(string[] words, int at)
    {
        string[] known = ["Default", "RemoteSigned", "Bypass", "AllSigned", "Restricted", "Unrestricted", "Undefined"];
        return Array.Exists(known, name => name.Equals(words[at], StringComparison.OrdinalIgnoreCase))
            ? at + 1
            : Fail($"Invalid ExecutionPolicy value '{words[at]}'.", words);
    }

    private int Fail(string problem, string[] words)
    {
        Error = problem;
        return words.Length;
    }
}
