using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Management.Automation;
using System.Threading;
using System.Threading.Tasks;
using AitherZero.PowerShell.Management;

namespace Microsoft.PowerShell.Commands;

/// <summary>Wait-Process: waits until processes have ended.</summary>
[Cmdlet(VerbsLifecycle.Wait, "Process", DefaultParameterSetName = "Name",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097146")]
[OutputType(typeof(Process))]
public sealed class WaitProcessCommand : ProcessCommand, IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Process> _processes = [];
    private int? _timeout;

    /// <summary>Ids.</summary>
    [Parameter(Position = 0, ParameterSetName = "Id", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("PID", "ProcessId")]
    public int[] Id { get; set; } = [];

    /// <summary>Names with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[] Name { get; set; } = [];

    /// <summary>The processes.</summary>
    [Parameter(ParameterSetName = "InputObject", Mandatory = true,
        ValueFromPipeline = true)]
    public Process[] InputObject { get; set; } = [];

    /// <summary>Seconds; no end if left out.</summary>
    [Parameter(Position = 1)]
    [Alias("TimeoutSec")]
    [ValidateNotNullOrEmpty]
    [ValidateRange(0, 32767)]
    public int Timeout
    {
        get => _timeout ?? 0;
        set => _timeout = value;
    }

    /// <summary>Until one of them has ended.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>Write them out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (Process process in Find())
        {
            if (IdOf(process) == 0)
            {
                WriteError(
                    "This command stopped operation because it cannot wait on "
                        + "'System Idle' process. Specify another process and "
                        + "Run your command again.",
                    "WaitOnIdleProcess", ErrorCategory.ObjectNotFound, process,
                    null);
            }
            else if (IdOf(process) == Environment.ProcessId)
            {
                WriteError(
                    "This command stopped operation because it cannot wait on "
                        + "itself. Specify another process and Run your "
                        + "command again.",
                    "WaitOnItself", ErrorCategory.ObjectNotFound, process, null);
            }
            else
            {
                _processes.Add(process);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_processes.Count > 0 && !Wait())
        {
            foreach (Process process in _processes.Where(p => !HasEnded(p)))
            {
                WriteError(new ErrorRecord(
                    new TimeoutException(
                        "This command stopped operation because process "
                        + $"\"{NameOf(process)} ({IdOf(process)})\" is not "
                        + "stopped in the specified time-out."),
                    "ProcessNotTerminated", ErrorCategory.CloseError, process));
            }
        }

        if (PassThru)
        {
            WriteObject(_processes, enumerateCollection: true);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private List<Process> Find() => ParameterSetName switch
    {
        "Name" => FindByName(Name),
        "Id" => FindById(Id),
        _ => Refreshed(InputObject),
    };

    /// <summary>False when the time is up.</summary>
    private bool Wait()
    {
        Task[] ends = [.. _processes.Select(End)];
        Task end = Any ? Task.WhenAny(ends) : Task.WhenAll(ends);
        int limit = _timeout is { } seconds
            ? seconds * 1000
            : System.Threading.Timeout.Infinite;
        try
        {
            return end.Wait(limit, _stop.Token);
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private async Task End(Process process)
    {
        try
        {
            await process.WaitForExitAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (Exception problem) when (
            problem is Win32Exception or InvalidOperationException)
        {
            // It cannot be waited for; HasEnded tells, after the others.
        }
    }
}
