using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading.Tasks;

namespace AitherZero.PowerShell.Host.Tests;

/// <summary>A command line, what it reads and what must come of it; null for what does not matter.</summary>
internal sealed record Case(string Name, string[] Arguments)
{
    public string Input { get; init; } = string.Empty;

    public string? Output { get; init; }

    /// <summary>A part of standard error.</summary>
    public string? Error { get; init; }

    public int ExitCode { get; init; }

    /// <summary>The folder to start in; null for the current one.</summary>
    public string? Folder { get; init; }

    /// <summary>What is not as it must be, or null.</summary>
    public string? Difference(Outcome got)
    {
        if (got.ExitCode != ExitCode)
        {
            return $"exit code {got.ExitCode} rather than {ExitCode}; output <{got.Output}>, errors <{got.Error}>";
        }

        if (Output is not null && got.Output != Output)
        {
            return $"output <{got.Output}> rather than <{Output}>; errors <{got.Error}>";
        }

        return Error is null || got.Error.Contains(Error, StringComparison.Ordinal)
            ? null
            : $"errors <{got.Error}> without <{Error}>";
    }
}

/// <summary>What a process wrote, line ends made "\n", and its exit code.</summary>
internal sealed record Outcome(string Output, string Error, int ExitCode)
{
    public static Outcome Of(string program, Case one)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = one.Folder ?? string.Empty,
        };
        // A real pwsh colours what it writes into a pipe, too.
        start.Environment["NO_COLOR"] = "1";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        foreach (string argument in one.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        process.StandardInput.Write(one.Input);
        process.StandardInput.Close();
        process.WaitForExit();
        return new Outcome(Clean(output.Result), Clean(error.Result), process.ExitCode);
    }

    private static string Clean(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal);
}
