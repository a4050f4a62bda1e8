using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Item: makes an item.</summary>
[Cmdlet(VerbsCommon.New, "Item", SupportsShouldProcess = true,
    DefaultParameterSetName = PathSet,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096592")]
public class NewItemCommand : CredentialCommand
{
    private const string PathSet = "pathSet";
    private const string NameSet = "nameSet";

    /// <summary>The item, or with -Name the folder it goes to.</summary>
    [Parameter(
        Position = 0, ParameterSetName = PathSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(
        Position = 0, ParameterSetName = NameSet,
        ValueFromPipelineByPropertyName = true)]
    public string[]? Path { get; set; }

    /// <summary>The name below the path.</summary>
    [Parameter(
        ParameterSetName = NameSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? Name { get; set; }

    /// <summary>What to make, in the provider's words.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    public string? ItemType { get; set; }

    /// <summary>Its value; the target of a link.</summary>
    [Parameter(
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.NewDynamic(
            Path is { Length: > 0 } ? Path[0] : ".", ItemType, Value, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path is { Length: > 0 } ? Path : [string.Empty])
        {
            Try(() => InvokeProvider.Item.New(
                path, Name, ItemType, Value, NewContext()));
        }
    }
}
