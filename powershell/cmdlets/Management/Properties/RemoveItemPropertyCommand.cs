using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Remove-ItemProperty: deletes properties, where a provider can.</summary>
[Cmdlet(VerbsCommon.Remove, "ItemProperty", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097013")]
public class RemoveItemPropertyCommand : ItemPropertyCommand
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

    /// <summary>Names of properties.</summary>
    [Parameter(
        Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSProperty")]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Property.RemoveDynamic(
            FirstPath, Name is { Length: > 0 } ? Name[0] : null, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            foreach (string name in Name)
            {
                Try(() => InvokeProvider.Property.Remove(
                    path, name, NewContext()));
            }
        }
    }
}
