using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Clear-Item: takes the values of items away.</summary>
[Cmdlet(VerbsCommon.Clear, "Item", SupportsShouldProcess = true,
    DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096491")]
public class ClearItemCommand : PipedPathCommand
{
    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.ClearDynamic(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Try(() => InvokeProvider.Item.Clear(path, NewContext()));
        }
    }
}
