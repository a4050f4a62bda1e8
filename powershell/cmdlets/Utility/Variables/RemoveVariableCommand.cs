using System.Management.Automation;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Remove-Variable: from the local scope if none is given.</summary>
[Cmdlet(VerbsCommon.Remove, "Variable", SupportsShouldProcess = true, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097123")]
public sealed class RemoveVariableCommand : VariableCommandBase
{
    /// <summary>Names or patterns.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, Mandatory = true)]
    public string[] Name { get; set; } = [];

    /// <summary>Patterns of the names that are taken.</summary>
    [Parameter]
    public string[] Include
    {
        get => IncludeFilters;
        set => IncludeFilters = value ?? [];
    }

    /// <summary>Patterns of the names that are left out.</summary>
    [Parameter]
    public string[] Exclude
    {
        get => ExcludeFilters;
        set => ExcludeFilters = value ?? [];
    }

    /// <summary>Removes a read-only one too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string scope = Scope ?? "local";
        foreach (string name in Name)
        {
            foreach (PSVariable variable in Find(name, scope, quiet: false, out _))
            {
                if (ShouldProcess($"Name: {variable.Name}", "Remove variable"))
                {
                    Try(() => EngineMembers.Call(EngineState, "RemoveVariableAtScope", variable, scope, Force.IsPresent));
                }
            }
        }
    }
}
