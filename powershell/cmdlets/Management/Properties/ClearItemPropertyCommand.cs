using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Clear-ItemProperty: takes the value of a property away.</summary>
[Cmdlet(VerbsCommon.Clear, "ItemProperty", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096903")]
public class ClearItemPropertyCommand : ItemPropertyCommand
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

    /// <summary>The property's name.</summary>
    [Parameter(
        Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>Write the properties out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Property.ClearDynamic(FirstPath, [Name], context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            Try(() => InvokeProvider.Property.Clear(path, [Name], NewContext(PassThru)));
        }
    }
}
