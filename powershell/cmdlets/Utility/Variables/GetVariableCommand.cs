using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Variable.</summary>
[Cmdlet(VerbsCommon.Get, "Variable", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096711")]
[OutputType(typeof(PSVariable))]
public sealed class GetVariableCommand : VariableCommandBase
{
    /// <summary>Names or patterns; all when not given.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Only the values.</summary>
    [Parameter]
    public SwitchParameter ValueOnly { get; set; }

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

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in Name)
        {
            List<PSVariable> found = Find(name, Scope, quiet: false, out _);
            found.Sort((one, two) => StringComparer.CurrentCultureIgnoreCase.Compare(one.Name, two.Name));
            foreach (PSVariable variable in found)
            {
                WriteObject(ValueOnly ? variable.Value : variable);
            }
        }
    }
}
