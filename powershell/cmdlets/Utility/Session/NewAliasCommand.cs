using System;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Alias: one that is not there yet.</summary>
[Cmdlet(VerbsCommon.New, "Alias", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097022")]
[OutputType(typeof(AliasInfo))]
public sealed class NewAliasCommand : WriteAliasCommandBase
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!Force && Present() is not null)
        {
            var problem = (SessionStateException)EngineMembers.Create(
                typeof(SessionStateException), Name, SessionStateCategory.Alias, "AliasAlreadyExists",
                "The alias is not allowed, because an alias with the name '{0}' already exists.",
                ErrorCategory.ResourceExists, Array.Empty<object>());
            WriteError(new ErrorRecord(problem.ErrorRecord, problem));
            return;
        }

        Store("New Alias");
    }

    private object? Present() => string.IsNullOrEmpty(Scope)
        ? EngineMembers.Call(EngineState, "GetAlias", Name)
        : EngineMembers.Call(EngineState, "GetAliasAtScope", Name, Scope);
}
