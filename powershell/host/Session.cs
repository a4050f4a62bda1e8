using System;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Threading;

namespace AitherZero.PowerShell.Host;

/// <summary>
/// The process's one runspace, from its start to its exit code. Used on the
/// main thread; Ctrl-C stops what runs from a thread of its own.
/// </summary>
internal sealed class Session : IDisposable
{
    private readonly CommandLine _line;
    private readonly ConsoleHost _host;
    private readonly Runspace _runspace;
    private readonly Lock _lock = new();
    private Pipeline? _running;
    private bool _interrupted;

    public Session(CommandLine line)
    {
        _line = line;
        _host = new ConsoleHost(line.NonInteractive);
        _runspace = RunspaceFactory.CreateRunspace(_host, InitialSessionState.CreateDefault2());
        _runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        _runspace.Open();
        MissingCommands.Watch(_runspace.SessionStateProxy.InvokeCommand);
        Console.CancelKeyPress += OnInterrupt;
    }

    /// <summary>Whether a statement asked the session to end.</summary>
    private bool Ended => _interrupted || _host.RequestedExitCode is not null;

    /// <summary>Runs what the command line asks for; returns the process's exit code.</summary>
    public int Run()
    {
        Profiles.Define(_runspace);
        if (!_line.NoProfile)
        {
            Profiles.Run(path => Execute(_runspace.CreatePipeline(), new Command(path, isScript: false, useLocalScope: false)));
        }

        bool succeeded = Ended || _line.Mode switch
        {
            RunMode.File => RunFile(),
            RunMode.Command => RunCommand(),
            RunMode.Input => RunInput(),
            _ => throw new InvalidOperationException(_line.Mode.ToString()),
        };

        if (_interrupted)
        {
            return ExitCode.Interrupted;
        }

        return _host.RequestedExitCode ?? (succeeded ? ExitCode.Success : ExitCode.Failed);
    }

    public void Dispose()
    {
        Console.CancelKeyPress -= OnInterrupt;
        _runspace.Dispose();
    }

    /// <summary>On Unix a script without the ending .ps1 runs by its text, so that "#!" scripts may have any name.</summary>
    private bool RunFile()
    {
        bool byPath = OperatingSystem.IsWindows() || _line.Text.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
        Command command = byPath
            ? new Command(_line.Text, isScript: false, useLocalScope: false)
            : new Command(File.ReadAllText(_line.Text), isScript: true, useLocalScope: false);
        AddArguments(command);
        EngineInternals.LetExitEndSession(_runspace);
        return Execute(_runspace.CreatePipeline(), command);
    }

    private bool RunCommand() => RunText(_line.Text);

    private bool RunInput()
    {
        bool succeeded = true;
        foreach (string statement in StandardInput.Statements(Console.In))
        {
            succeeded = RunText(statement);
            if (Ended)
            {
                break;
            }
        }

        return succeeded;
    }

    /// <summary>
    /// Runs text as if it were typed: it enters the history, which is also
    /// what makes $? outlast it.
    /// </summary>
    private bool RunText(string text)
    {
        Pipeline pipeline = _runspace.CreatePipeline(text, addToHistory: true);
        Command command = pipeline.Commands[0];
        pipeline.Commands.Clear();
        AddArguments(command);
        return Execute(pipeline, command) && LastSucceeded();
    }

    private void AddArguments(Command command)
    {
        foreach (CommandParameter argument in _line.Arguments)
        {
            command.Parameters.Add(argument);
        }
    }

    /// <summary>
    /// Runs one command, shows what it writes and ends the pipeline; false
    /// after a terminating error, which is shown too.
    /// </summary>
    private bool Execute(Pipeline pipeline, Command command)
    {
        using Pipeline owned = pipeline;
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        pipeline.Commands.Add(command);
        pipeline.Commands.Add(OutDefault());
        try
        {
            SetRunning(pipeline);
            pipeline.Invoke();
            return true;
        }
        catch (PipelineStoppedException)
        {
            return false;
        }
        catch (Exception problem) when (problem is not OutOfMemoryException)
        {
            Report(problem);
            return false;
        }
        finally
        {
            SetRunning(null);
        }
    }

    /// <summary>Shows a terminating error as PowerShell formats it.</summary>
    private void Report(Exception problem)
    {
        ErrorRecord record = (problem as IContainsErrorRecord)?.ErrorRecord
            ?? new ErrorRecord(problem, "ConsoleHost.ReportException", ErrorCategory.NotSpecified, null);
        _host.ShowAsError = true;
        try
        {
            using Pipeline pipeline = _runspace.CreatePipeline();
            pipeline.Commands.Add(OutDefault());
            pipeline.Input.Write(record);
            pipeline.Input.Close();
            pipeline.Invoke();
        }
        catch (RuntimeException)
        {
            _host.UI.WriteErrorLine(problem.Message);
        }
        finally
        {
            _host.ShowAsError = false;
        }
    }

    private static Command OutDefault() => new("Out-Default")
    {
        MergeUnclaimedPreviousCommandResults = PipelineResultTypes.Error | PipelineResultTypes.Output,
    };

    /// <summary>$? of the last statement, which reading it must not change.</summary>
    private bool LastSucceeded()
    {
        using Pipeline pipeline = _runspace.CreatePipeline("$global:?");
        Collection<PSObject> results = pipeline.Invoke();
        return results.Count == 0 || results[0]?.BaseObject is not false;
    }

    private void SetRunning(Pipeline? pipeline)
    {
        lock (_lock)
        {
            _running = pipeline;
        }
    }

    /// <summary>The first Ctrl-C lets `finally` blocks run, the second ends the process.</summary>
    private void OnInterrupt(object? sender, ConsoleCancelEventArgs interrupt)
    {
        lock (_lock)
        {
            interrupt.Cancel = !_interrupted;
            _interrupted = true;
            _running?.StopAsync();
        }
    }
}
