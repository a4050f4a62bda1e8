using System;
using System.Management.Automation;
using AitherZero.PowerShell.Utility.Formatting;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Format-Wide: one property of each object, in columns.</summary>
[Cmdlet(VerbsCommon.Format, "Wide", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096930")]
[OutputType("Microsoft.PowerShell.Commands.Internal.Format.FormatStartData")]
public class FormatWideCommand : OuterFormatShapeCommandBase
{
    private bool? _autoSize;
    private int? _column;

    /// <summary>Attaches the engine's formatter.</summary>
    public FormatWideCommand() => FormatterMembers.AttachFormatter(this, "Wide");

    /// <summary>The property to show.</summary>
    [Parameter(Position = 0)]
    public object? Property { get; set; }

    /// <summary>As many columns as fit.</summary>
    [Parameter]
    public SwitchParameter AutoSize
    {
        get => _autoSize ?? false;
        set => _autoSize = value;
    }

    /// <summary>This many columns.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Column
    {
        get => _column ?? -1;
        set => _column = value;
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (_autoSize is not null && _column is not null)
        {
            var problem = new InvalidOperationException(
                "Cmdlet parameters AutoSize and Column are mutually exclusive.");
            ThrowTerminatingError(new ErrorRecord(
                problem, "FormatCannotSpecifyAutosizeAndColumns", ErrorCategory.InvalidArgument, null));
        }

        base.BeginProcessing();
        object specific = FormatterMembers.Create("WideSpecificParameters");
        FormatterMembers.SetField(specific, "columns", _column);
        ShapeParameters.Apply(
            this, "FormatWideParameterDefinition", Property is null ? [] : [Property], _autoSize, specific);
    }
}
