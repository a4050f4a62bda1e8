using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Clear-Content: empties items and keeps them.</summary>
[Cmdlet(VerbsCommon.Clear, "Content", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096807")]
public class ClearContentCommand : ContentCommand
{
    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Content.ClearDynamic(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Try(() => InvokeProvider.Content.Clear(path, NewContext(passThru: false)));
        }
    }
}
