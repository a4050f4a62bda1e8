using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using AitherZero.PowerShell.Utility.Csv;
using AitherZero.PowerShell.Utility.Files;

namespace Microsoft.PowerShell.Commands;

/// <summary>Export-Csv.</summary>
[Cmdlet(VerbsData.Export, "Csv", SupportsShouldProcess = true, DefaultParameterSetName = "Delimiter",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096608")]
public sealed class ExportCsvCommand : BaseCsvWritingCommand, IDisposable
{
    private OutputFile? _file;
    private IList<string>? _columns;
    private IList<string>? _existing;

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public override PSObject? InputObject { get; set; }

    /// <summary>The file; a wildcard may name one.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file as it is called.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    /// <summary>Writes to a read-only file, and appends objects that lack columns.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves a file that exists alone.</summary>
    [Parameter]
    [Alias("NoOverwrite")]
    public SwitchParameter NoClobber { get; set; }

    /// <summary>UTF-8 without a byte order mark unless given.</summary>
    [Parameter]
    [EncodingArgument]
    [EncodingCompletions]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = EncodingArgumentAttribute.Default;

    /// <summary>Writes after what is there, with its columns.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    private string Target => LiteralPath ?? Path!;

    /// <inheritdoc/>
    public override void WriteCsvLine(string line) => _file!.Writer.WriteLine(line);

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        _file = null;
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        if (Path is null == LiteralPath is null)
        {
            Refuse(
                "You must specify either the -Path or -LiteralPath parameters, but not both.",
                "CannotSpecifyPathAndLiteralPath");
        }

        if (!ShouldProcess(Target))
        {
            return;
        }

        bool isLiteral = LiteralPath is not null;
        Encoding encoding = Append ? ReadExisting(isLiteral) : Encoding;
        _file = OutputFile.Open(this, new OutputFileOptions(Target, isLiteral, encoding, Append, Force, NoClobber));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || _file is null)
        {
            return;
        }

        if (_columns is null)
        {
            _columns = CsvFormatter.ColumnsOf(InputObject);
            StartFile(InputObject);
        }

        WriteCsvLine(Formatter!.Line(InputObject, _columns));
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Dispose();

    private void StartFile(PSObject first)
    {
        if (_existing is not null)
        {
            _columns = MatchingColumns(_existing, _columns!);
            return;
        }

        if (NoHeader)
        {
            return;
        }

        if (WithType)
        {
            WriteCsvLine(CsvFormatter.TypeLine(first));
        }

        WriteCsvLine(Formatter!.Header(_columns!));
    }

    /// <summary>Reads the columns of a file that is appended to; gives its encoding. An empty file has none.</summary>
    private Encoding ReadExisting(bool isLiteral)
    {
        string file = OutputFile.Resolve(this, Target, isLiteral);
        if (!File.Exists(file))
        {
            return Encoding;
        }

        using var text = new StreamReader(
            new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding);
        if (text.Peek() < 0)
        {
            return Encoding;
        }

        var reader = new CsvObjectReader(this, Delimiter, header: null);
        reader.ReadHeader(text);
        _existing = reader.Header;
        return text.CurrentEncoding;
    }

    private IList<string> MatchingColumns(IList<string> existing, IList<string> columns)
    {
        string? missing = existing.FirstOrDefault(
            column => !columns.Contains(column, StringComparer.OrdinalIgnoreCase));
        if (missing is not null && !Force)
        {
            var problem = new InvalidOperationException(
                $"Cannot append CSV content to the following file: {Target}. The appended object does not have a "
                + $"property that corresponds to the following column: {missing}. To continue with mismatched "
                + "properties, add the -Force parameter, and then retry the command.");
            ThrowTerminatingError(new ErrorRecord(
                problem, "CannotAppendCsvWithMismatchedPropertyNames", ErrorCategory.InvalidData, missing));
        }

        return existing;
    }
}
