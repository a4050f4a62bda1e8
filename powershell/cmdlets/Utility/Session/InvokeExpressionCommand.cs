using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Microsoft.PowerShell.Commands;

/// <summary>Invoke-Expression: runs text in the caller's scope.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Expression", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097030")]
public sealed class InvokeExpressionCommand : PSCmdlet
{
    /// <summary>The text.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [ValidateTrustedData]
    public string Command { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord() => InvokeCommand.InvokeScript(
        Command, useNewScope: false, PipelineResultTypes.Output | PipelineResultTypes.Error, Array.Empty<object>());
}
