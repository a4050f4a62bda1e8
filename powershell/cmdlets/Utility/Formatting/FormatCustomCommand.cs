using System.Management.Automation;
using AitherZero.PowerShell.Utility.Formatting;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Format-Custom: objects with the objects inside of them.</summary>
[Cmdlet(VerbsCommon.Format, "Custom", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096929")]
[OutputType("Microsoft.PowerShell.Commands.Internal.Format.FormatStartData")]
public class FormatCustomCommand : OuterFormatShapeCommandBase
{
    private const int DefaultDepth = 5;

    /// <summary>Attaches the engine's formatter.</summary>
    public FormatCustomCommand() => FormatterMembers.AttachFormatter(this, "Complex");

    /// <summary>The properties to show.</summary>
    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    /// <summary>How many levels of objects are opened.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Depth { get; set; } = DefaultDepth;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        object specific = FormatterMembers.Create("ComplexSpecificParameters");
        FormatterMembers.SetField(specific, "maxDepth", Depth);
        ShapeParameters.Apply(this, "FormatObjectParameterDefinition", Property ?? [], autoSize: null, specific);
    }
}
