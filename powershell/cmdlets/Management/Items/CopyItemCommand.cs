using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Copy-Item: copies items within a provider.</summary>
[Cmdlet(VerbsCommon.Copy, "Item", SupportsShouldProcess = true,
    DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096990")]
public class CopyItemCommand : PipedPathCommand
{
    private SwitchParameter _container = true;

    /// <summary>Where to; the current location when left out.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string? Destination { get; set; }

    /// <summary>Keep the folders that the items are in.</summary>
    [Parameter]
    public SwitchParameter Container
    {
        get => _container;
        set => _container = value;
    }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    /// <summary>What is below them too.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Write the copies out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.CopyDynamic(
            FirstPath, Destination, Recurse, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        CopyContainers containers = _container
            ? CopyContainers.CopyTargetContainer
            : CopyContainers.CopyChildrenOfTargetContainer;
        foreach (string path in Path)
        {
            Try(() => InvokeProvider.Item.Copy(
                path, Destination, Recurse, containers, NewContext(PassThru)));
        }
    }
}
