using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Move-Item: moves items within a provider.</summary>
[Cmdlet(VerbsCommon.Move, "Item", SupportsShouldProcess = true,
    DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096591")]
public class MoveItemCommand : PipedPathCommand
{
    /// <summary>Where to; the current location when left out.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    public string? Destination { get; set; } = ".";

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    /// <summary>Write the moved items out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.MoveDynamic(FirstPath, Destination, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            if (IsLiteral)
            {
                Try(() => Move(path));
                continue;
            }

            Try(() =>
            {
                foreach (PathInfo found in SessionState.Path
                    .GetResolvedPSPathFromPSPath(path, NewContext()))
                {
                    Try(() => Move(found.Path));
                }
            });
        }
    }

    private void Move(string path)
    {
        ProviderContext context = NewLiteralContext();
        if (!InvokeProvider.Item.Exists(path, context))
        {
            WriteInvalidOperation(
                $"Cannot move item because the item at '{path}' does not exist.");
        }
        else if (SessionState.Path.IsCurrentLocationOrAncestor(path, context))
        {
            WriteInvalidOperation(
                $"Cannot move item because the item at '{path}' is in use.");
        }
        else
        {
            context.PassThru = PassThru;
            InvokeProvider.Item.Move(path, Destination, context);
        }
    }
}
