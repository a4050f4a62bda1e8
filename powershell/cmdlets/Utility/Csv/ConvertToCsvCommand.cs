using System.Collections.Generic;
using System.Management.Automation;
using AitherZero.PowerShell.Utility.Csv;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertTo-Csv.</summary>
[Cmdlet(VerbsData.ConvertTo, "Csv", DefaultParameterSetName = "Delimiter",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096832", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(string))]
public sealed class ConvertToCsvCommand : BaseCsvWritingCommand
{
    private List<string>? _columns;

    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ValueFromPipelineByPropertyName = true, Position = 0)]
    public override PSObject? InputObject { get; set; }

    /// <inheritdoc/>
    public override void WriteCsvLine(string line) => WriteObject(line);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null)
        {
            return;
        }

        if (_columns is null)
        {
            _columns = CsvFormatter.ColumnsOf(InputObject);
            WriteHeader(InputObject, _columns);
        }

        WriteUnlessEmpty(Formatter!.Line(InputObject, _columns));
    }

    private void WriteHeader(PSObject first, List<string> columns)
    {
        if (NoHeader)
        {
            return;
        }

        if (WithType)
        {
            WriteCsvLine(CsvFormatter.TypeLine(first));
        }

        WriteUnlessEmpty(Formatter!.Header(columns));
    }

    private void WriteUnlessEmpty(string line)
    {
        if (line.Length > 0)
        {
            WriteCsvLine(line);
        }
    }
}
