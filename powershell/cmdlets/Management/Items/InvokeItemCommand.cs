using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Invoke-Item: opens items with their default action.</summary>
[Cmdlet(VerbsLifecycle.Invoke, "Item", SupportsShouldProcess = true,
    DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096590")]
public class InvokeItemCommand : PipedPathCommand
{
    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.InvokeDynamic(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Try(() => InvokeProvider.Item.Invoke(path, NewContext()));
        }
    }
}
