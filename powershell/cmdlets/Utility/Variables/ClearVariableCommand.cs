using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Clear-Variable: makes values null.</summary>
[Cmdlet(VerbsCommon.Clear, "Variable", SupportsShouldProcess = true, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096923")]
[OutputType(typeof(PSVariable))]
public sealed class ClearVariableCommand : VariableCommandBase
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

    /// <summary>Clears a read-only one too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the variables.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            foreach (PSVariable variable in Find(name, Scope, quiet: false, out _))
            {
                if (ShouldProcess($"Name: {variable.Name}", "Clear variable"))
                {
                    Clear(variable);
                }
            }
        }
    }

    /// <summary>Without a scope, one of an outer scope is hidden by an empty one of this scope.</summary>
    private void Clear(PSVariable variable)
    {
        PSVariable? result = variable;
        bool done = Try(() => WhileWritable(variable, Force, () =>
        {
            if (Scope is not null || variable.Options.HasFlag(ScopedItemOptions.AllScope))
            {
                variable.Value = null;
            }
            else
            {
                SessionState.PSVariable.Set(variable.Name, null);
                result = SessionState.PSVariable.Get(variable.Name);
            }
        }));
        if (done && PassThru && result is not null)
        {
            WriteObject(result);
        }
    }
}
