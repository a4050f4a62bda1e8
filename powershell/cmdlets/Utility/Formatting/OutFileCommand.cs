using System;
using System.Management.Automation;
using System.Text;
using AitherZero.PowerShell.Utility.Files;
using AitherZero.PowerShell.Utility.Formatting;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Out-File: the formatted lines into a file; also what `>` calls.</summary>
[Cmdlet(VerbsData.Out, "File", SupportsShouldProcess = true, DefaultParameterSetName = ByPath,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096621")]
public class OutFileCommand : FrontEndCommandBase
{
    private const string ByPath = "ByPath";
    private const string ByLiteralPath = "ByLiteralPath";

    private OutputFile? _file;
    private bool _isLiteral;
    private int? _width;

    /// <summary>Attaches the engine's output command.</summary>
    public OutFileCommand() => FormatterMembers.AttachOutput(this);

    /// <summary>The file; wildcards may name one.</summary>
    [Alias("Path")]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath)]
    public string FilePath { get; set; } = "";

    /// <summary>The file as it is called.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = ByLiteralPath)]
    [Alias("PSPath", "LP")]
    public string LiteralPath
    {
        get => FilePath;
        set
        {
            FilePath = value;
            _isLiteral = true;
        }
    }

    /// <summary>UTF-8 without a byte order mark unless given.</summary>
    [Parameter(Position = 1)]
    [EncodingArgument]
    [EncodingCompletions]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = EncodingArgumentAttribute.Default;

    /// <summary>Writes after what is there.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <summary>Writes to a read-only file too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves a file that exists alone.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>Columns of a line.</summary>
    [Parameter]
    [ValidateRange(2, int.MaxValue)]
    public int Width
    {
        get => _width ?? 0;
        set => _width = value;
    }

    /// <summary>Leaves out the ends of the lines.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!ShouldProcess(FilePath, "Output to File"))
        {
            return;
        }

        _file = OutputFile.Open(
            this, new OutputFileOptions(FilePath, _isLiteral, Encoding, Append, Force, NoClobber));
        FormatterMembers.WriteLinesTo(this, _file.Writer, _width, NoNewline);
        base.BeginProcessing();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_file is null)
        {
            return;
        }

        try
        {
            base.ProcessRecord();
            _file.Writer.Flush();
        }
        catch
        {
            // Nobody ends a cmdlet that threw before the whole pipeline is gone.
            CloseFile();
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is null)
        {
            return;
        }

        base.EndProcessing();
        CloseFile();
    }

    /// <inheritdoc/>
    protected override void InternalDispose()
    {
        base.InternalDispose();
        CloseFile();
    }

    private void CloseFile()
    {
        _file?.Dispose();
        _file = null;
    }
}
