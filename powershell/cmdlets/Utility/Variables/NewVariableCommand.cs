using System;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Variable.</summary>
[Cmdlet(VerbsCommon.New, "Variable", SupportsShouldProcess = true, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097121")]
[OutputType(typeof(PSVariable))]
public sealed class NewVariableCommand : VariableCommandBase
{
    /// <summary>The name.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, Mandatory = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>The value.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    /// <summary>What it is for.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Read-only, constant, private, in all scopes.</summary>
    [Parameter]
    public ScopedItemOptions Option { get; set; } = ScopedItemOptions.None;

    /// <summary>Whether others than scripts see it.</summary>
    [Parameter]
    public SessionStateEntryVisibility Visibility { get; set; } = SessionStateEntryVisibility.Public;

    /// <summary>Replaces one that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the variable.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Force && EngineMembers.Call(SessionState.PSVariable, "GetAtScope", Name, Scope ?? "local") is not null)
        {
            var problem = (SessionStateException)EngineMembers.Create(
                typeof(SessionStateException), Name, SessionStateCategory.Variable, "VariableAlreadyExists",
                "A variable with name '{0}' already exists.", ErrorCategory.ResourceExists, Array.Empty<object>());
            WriteError(new ErrorRecord(problem.ErrorRecord, problem));
            return;
        }

        if (!ShouldProcess($"Name: {Name} Value: {Value}", "New variable"))
        {
            return;
        }

        var variable = new PSVariable(Name, Value, Option) { Visibility = Visibility };
        if (Description is not null)
        {
            variable.Description = Description;
        }

        bool done = Try(() =>
        {
            if (Scope is null)
            {
                EngineMembers.Call(EngineState, "NewVariable", variable, Force.IsPresent);
            }
            else
            {
                EngineMembers.Call(EngineState, "NewVariableAtScope", variable, Scope, Force.IsPresent);
            }
        });
        if (done && PassThru)
        {
            WriteObject(variable);
        }
    }
}
