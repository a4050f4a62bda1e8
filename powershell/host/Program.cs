using System;
using System.IO;
using System.Reflection;

namespace AitherZero.PowerShell.Host;

/// <summary>Start of the embedded PowerShell host: `pwsh` for machines that have none.</summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        // The engine reads this once, at its first use: nothing is reported to anybody.
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");

        CommandLine line = CommandLine.Parse(arguments);
        if (line.Error is not null)
        {
            Console.Error.WriteLine(line.Error);
            return ExitCode.BadCommandLine;
        }

        if (line.ShowVersion)
        {
            Console.Out.WriteLine("PowerShell " + EngineVersion());
            return ExitCode.Success;
        }

        if (line.ShowHelp)
        {
            Console.Out.WriteLine(HelpText.Usage);
            return ExitCode.Success;
        }

        if (line.Mode == RunMode.Input && !Console.IsInputRedirected)
        {
            Console.Error.WriteLine(HelpText.NoPrompt);
            return ExitCode.BadCommandLine;
        }

        return EnterDirectory(line) ? Run(line) : ExitCode.BadCommandLine;
    }

    private static int Run(CommandLine line)
    {
        EngineSnapIns.Provide();
        MissingCommands.Publish();
        using var session = new Session(line);
        return session.Run();
    }

    private static bool EnterDirectory(CommandLine line)
    {
        if (line.WorkingDirectory is null)
        {
            return true;
        }

        try
        {
            Environment.CurrentDirectory = line.WorkingDirectory == "~"
                ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile)
                : line.WorkingDirectory;
            return true;
        }
        catch (IOException problem)
        {
            Console.Error.WriteLine($"Cannot use -WorkingDirectory '{line.WorkingDirectory}': {problem.Message}");
            return false;
        }
    }

    /// <summary>The engine's version without its commit, as `pwsh -Version` shows it.</summary>
    private static string EngineVersion()
    {
        Assembly engine = typeof(System.Management.Automation.PSObject).Assembly;
        string full = engine.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? string.Empty;
        int end = full.AsSpan().IndexOfAny(' ', '+');
        return end < 0 ? full : full[..end];
    }
}
