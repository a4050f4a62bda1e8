using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;
using AitherZero.PowerShell.Management;

namespace Microsoft.PowerShell.Commands;

/// <summary>Stop-Process: ends processes; this one last.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Process", DefaultParameterSetName = "Id",
    SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097058")]
[OutputType(typeof(Process))]
public sealed class StopProcessCommand : ProcessCommand
{
    private bool _stopsItself;

    /// <summary>Names with wildcards.</summary>
    [Parameter(ParameterSetName = "Name", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[] Name { get; set; } = [];

    /// <summary>Ids.</summary>
    [Parameter(Position = 0, ParameterSetName = "Id", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public int[] Id { get; set; } = [];

    /// <summary>The processes.</summary>
    [Parameter(Position = 0, ParameterSetName = "InputObject",
        Mandatory = true, ValueFromPipeline = true)]
    public Process[] InputObject { get; set; } = [];

    /// <summary>Write them out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Without questions.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (Process process in Find())
        {
            if (ShouldProcess($"{NameOf(process)} ({IdOf(process)})")
                && Stop(process) && PassThru)
            {
                WriteObject(process);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_stopsItself)
        {
            Process.GetCurrentProcess().Kill();
        }
    }

    private List<Process> Find() => ParameterSetName switch
    {
        "Name" => FindByName(Name),
        "Id" => FindById(Id),
        _ => Refreshed(InputObject),
    };

    /// <summary>Tells whether it has ended or will.</summary>
    private bool Stop(Process process)
    {
        try
        {
            if (process.HasExited)
            {
                return true;
            }

            if (process.Id == Environment.ProcessId)
            {
                _stopsItself = true;
                return false;
            }

            process.Kill();
            return true;
        }
        catch (Exception problem) when (
            problem is Win32Exception or InvalidOperationException
                or NotSupportedException)
        {
            if (HasEnded(process))
            {
                return true;
            }

            WriteError(
                $"Cannot stop process \"{NameOf(process)} ({IdOf(process)})\" "
                    + $"because of the following error: {problem.Message}",
                "CouldNotStopProcess",
                problem is NotSupportedException
                    ? ErrorCategory.InvalidOperation
                    : ErrorCategory.CloseError,
                process, problem);
            return false;
        }
    }
}
