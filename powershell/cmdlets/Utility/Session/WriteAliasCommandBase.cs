using System.Management.Automation;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>The cmdlets that make aliases.</summary>
public class WriteAliasCommandBase : PSCmdlet
{
    /// <summary>The alias.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>What it stands for.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Value { get; set; } = string.Empty;

    /// <summary>What it is for.</summary>
    [Parameter]
    public string Description { get; set; } = string.Empty;

    /// <summary>Read-only, constant, private, in all scopes.</summary>
    [Parameter]
    public ScopedItemOptions Option { get; set; } = ScopedItemOptions.None;

    /// <summary>Writes the alias.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>global, local, script or how many scopes up.</summary>
    [Parameter]
    public string? Scope { get; set; }

    /// <summary>Replaces a read-only one, or any with New-Alias.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The engine's own session state.</summary>
    private protected object EngineState => EngineMembers.Get(SessionState, "Internal")!;

    /// <summary>Asks, then hands the alias to the engine; reports its refusal.</summary>
    private protected void Store(string action)
    {
        if (!ShouldProcess($"Name: {Name} Value: {Value}", action))
        {
            return;
        }

        try
        {
            var alias = (AliasInfo)EngineMembers.Create(
                typeof(AliasInfo), Name, Value, EngineMembers.Get(this, "Context"), Option);
            alias.Description = Description;
            object? stored = string.IsNullOrEmpty(Scope)
                ? EngineMembers.Call(EngineState, "SetAliasItem", alias, Force.IsPresent, MyInvocation.CommandOrigin)
                : EngineMembers.Call(EngineState, "SetAliasItemAtScope", alias, Scope, Force.IsPresent, MyInvocation.CommandOrigin);
            if (PassThru && stored is not null)
            {
                WriteObject(stored);
            }
        }
        catch (SessionStateException problem)
        {
            WriteError(new ErrorRecord(problem.ErrorRecord, problem));
        }
    }
}
