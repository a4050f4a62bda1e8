using System;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Measure-Command: how long a script block takes; what it writes is dropped.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Command", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097029", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(TimeSpan))]
public sealed class MeasureCommandCommand : PSCmdlet
{
    private readonly Stopwatch _watch = new();
    private object? _nowhere;

    /// <summary>$_ of the block, which runs once for each.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>What is measured.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    public ScriptBlock Expression { get; set; } = null!;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _nowhere = EngineMembers.Create(EngineMembers.FindType("System.Management.Automation.Internal.Pipe"));
        EngineMembers.Set(_nowhere, "NullPipe", true);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        object toErrorPipe = Enum.Parse(
            EngineMembers.FindType("System.Management.Automation.ScriptBlock+ErrorHandlingBehavior"), "WriteToCurrentErrorPipe");
        _watch.Start();
        try
        {
            EngineMembers.Call(
                Expression, "InvokeWithPipe", false, toErrorPipe, InputObject, Array.Empty<object>(), AutomationNull.Value,
                _nowhere, null, false, null, null, Array.Empty<object>());
        }
        finally
        {
            _watch.Stop();
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(_watch.Elapsed);
}
