using System.Management.Automation;
using System.Text;
using AitherZero.PowerShell.Utility.Formatting;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Out-String: the formatted lines as one string, or as one each.</summary>
[Cmdlet(VerbsData.Out, "String", DefaultParameterSetName = NoNewLineFormatting,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097024", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(string))]
public class OutStringCommand : FrontEndCommandBase
{
    private const string NoNewLineFormatting = "NoNewLineFormatting";
    private const string StreamFormatting = "StreamFormatting";

    private readonly StringBuilder _text = new();
    private int? _width;

    /// <summary>Attaches the engine's output command.</summary>
    public OutStringCommand() => FormatterMembers.AttachOutput(this);

    /// <summary>One string for each line.</summary>
    [Parameter(ParameterSetName = StreamFormatting)]
    public SwitchParameter Stream { get; set; }

    /// <summary>Columns of a line.</summary>
    [ValidateRange(2, int.MaxValue)]
    [Parameter]
    public int Width
    {
        get => _width ?? 0;
        set => _width = value;
    }

    /// <summary>Leaves out the ends of the lines.</summary>
    [Parameter(ParameterSetName = NoNewLineFormatting)]
    public SwitchParameter NoNewline { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        FormatterMembers.WriteLinesTo(this, new LineWriter(OnLine), _width, suppressLineEnds: false);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (!Stream)
        {
            WriteObject(_text.ToString());
        }
    }

    private void OnLine(string line)
    {
        if (Stream)
        {
            WriteObject(line);
        }
        else if (NoNewline)
        {
            _text.Append(line);
        }
        else
        {
            _text.AppendLine(line);
        }
    }
}
