using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Item: gives items a value.</summary>
[Cmdlet(VerbsCommon.Set, "Item", SupportsShouldProcess = true,
    DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097055")]
public class SetItemCommand : PathCommand
{
    /// <summary>The new value.</summary>
    [Parameter(
        Position = 1, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    /// <summary>Write the item out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.SetDynamic(FirstPath, Value, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            Try(() => InvokeProvider.Item.Set(path, Value, NewContext(PassThru)));
        }
    }
}
