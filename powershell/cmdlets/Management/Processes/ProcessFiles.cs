using System;
using System.Diagnostics;
using System.IO;
using System.Threading.Tasks;

namespace AitherZero.PowerShell.Management;

/// <summary>
/// The files that stand for a process's streams. Output is written line by
/// line on other threads, also after the cmdlet has ended; waiting for the
/// process includes that its files are complete.
/// </summary>
internal sealed class ProcessFiles
{
    internal string? Input { get; init; }

    internal string? Output { get; init; }

    internal string? Error { get; init; }

    /// <summary>Why they cannot be used, or null.</summary>
    internal Exception? Problem()
    {
        if (Input is not null && !File.Exists(Input))
        {
            return new FileNotFoundException(
                InvalidInput($"RedirectStandardInput '{Input}'"));
        }

        const string InputName = "RedirectStandardInput";
        const string OutputName = "RedirectStandardOutput";
        const string ErrorName = "RedirectStandardError";
        return IfSame(InputName, Input, OutputName, Output)
            ?? IfSame(InputName, Input, ErrorName, Error)
            ?? IfSame(OutputName, Output, ErrorName, Error);
    }

    internal static string InvalidInput(string parameter) =>
        $"This command cannot be run because either the parameter "
        + $"\"{parameter}\" has a value that is not valid or cannot be used "
        + "with this command. Give a valid input and Run your command again.";

    /// <summary>Starts the process and lets the files go on with it.</summary>
    internal Process Start(ProcessStartInfo start)
    {
        start.RedirectStandardInput = Input is not null;
        start.RedirectStandardOutput = Output is not null;
        start.RedirectStandardError = Error is not null;

        // Opened first: without its files the process must not run.
        StreamWriter? output = OpenOrNull(Output);
        StreamWriter? error = OpenOrNull(Error);
        var process = new Process { StartInfo = start };
        try
        {
            process.OutputDataReceived += (_, line) => Write(output!, line.Data);
            process.ErrorDataReceived += (_, line) => Write(error!, line.Data);
            process.Start();
        }
        catch
        {
            output?.Dispose();
            error?.Dispose();
            throw;
        }

        if (output is not null)
        {
            process.BeginOutputReadLine();
        }

        if (error is not null)
        {
            process.BeginErrorReadLine();
        }

        if (Input is not null)
        {
            _ = Task.Run(() => Feed(process, Input));
        }

        return process;
    }

    private static InvalidOperationException? IfSame(
        string name, string? file, string otherName, string? other) =>
        file is null || !file.Equals(other, StringComparison.OrdinalIgnoreCase)
            ? null
            : new InvalidOperationException(
                $"This command cannot be run because \"{name}\" and "
                + $"\"{otherName}\" are same. Give different inputs and Run "
                + "your command again.");

    private static StreamWriter? OpenOrNull(string? path) =>
        path is null ? null : new StreamWriter(path) { AutoFlush = true };

    private static void Write(StreamWriter file, string? line)
    {
        if (line is null)
        {
            file.Dispose(); // the end
        }
        else
        {
            file.WriteLine(line);
        }
    }

    private static void Feed(Process process, string path)
    {
        try
        {
            using Stream from = File.OpenRead(path);
            using Stream to = process.StandardInput.BaseStream;
            from.CopyTo(to);
        }
        catch (IOException)
        {
            // It need not read everything.
        }
    }
}
