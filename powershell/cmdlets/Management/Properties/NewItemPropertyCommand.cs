using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-ItemProperty: makes a property, where a provider can.</summary>
[Cmdlet(VerbsCommon.New, "ItemProperty", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096813")]
public class NewItemPropertyCommand : ItemPropertyCommand
{
    /// <summary>Paths with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path", Mandatory = true)]
    public string[] Path
    {
        get => Paths;
        set => Paths = value;
    }

    /// <summary>The property's name.</summary>
    [Parameter(
        Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSProperty")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Its type, in the provider's words.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    public string? PropertyType { get; set; }

    /// <summary>Its value.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Property.NewDynamic(
            FirstPath, Name, PropertyType, Value, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Paths)
        {
            Try(() => InvokeProvider.Property.New(
                path, Name, PropertyType, Value, NewContext()));
        }
    }
}
