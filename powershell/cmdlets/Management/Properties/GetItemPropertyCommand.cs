using System.Collections.ObjectModel;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-ItemProperty: properties of items, with where they are.</summary>
[Cmdlet(VerbsCommon.Get, "ItemProperty", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096493")]
public class GetItemPropertyCommand : ItemPropertyCommand
{
    /// <summary>Paths with wildcards.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Path", Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path
    {
        get => Paths;
        set => Paths = value;
    }

    /// <summary>Names of properties; all if left out.</summary>
    [Parameter(Position = 1)]
    [Alias("PSProperty")]
    public string[]? Name { get; set; }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Property.GetDynamic(FirstPath, Names(), context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            Try(() => InvokeProvider.Property.Get(path, Names(), NewContext()));
        }
    }

    private Collection<string> Names() => [.. Name ?? []];
}
