using System.Collections.ObjectModel;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-ItemPropertyValue: values of properties alone.</summary>
[Cmdlet(VerbsCommon.Get, "ItemPropertyValue", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096906")]
public sealed class GetItemPropertyValueCommand : ItemPropertyCommand
{
    /// <summary>Paths with wildcards; the current location if left out.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Path", ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Path
    {
        get => Paths;
        set => Paths = value;
    }

    /// <summary>Names of properties.</summary>
    [Parameter(Position = 1, Mandatory = true)]
    [Alias("PSProperty")]
    public string[] Name { get; set; } = [];

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Property.GetDynamic(FirstPath, [.. Name], context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Paths is { Length: > 0 } ? Paths : ["."])
        {
            Try(() => WriteValues(path));
        }
    }

    private void WriteValues(string path)
    {
        // Collected, as only the values go on; a missing property throws.
        foreach (PSObject item in InvokeProvider.Property.Get(
            [path], new Collection<string>(Name), IsLiteral))
        {
            foreach (string name in Name)
            {
                if (item.Properties[name] is { } property)
                {
                    WriteObject(property.Value);
                }
            }
        }
    }
}
