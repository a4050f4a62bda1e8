using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Item: the items at paths.</summary>
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096812")]
public class GetItemCommand : PipedPathCommand
{
    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.GetDynamic(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Try(() => InvokeProvider.Item.Get(path, NewContext()));
        }
    }
}
