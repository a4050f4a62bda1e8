using System.IO;
using System.Management.Automation;
using AitherZero.PowerShell.Utility.Csv;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertFrom-Csv.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Csv", DefaultParameterSetName = "Delimiter",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096830", RemotingCapability = RemotingCapability.None)]
public sealed class ConvertFromCsvCommand : PSCmdlet
{
    private CsvObjectReader? _reader;

    /// <summary>Between two fields.</summary>
    [Parameter(Position = 1, ParameterSetName = "Delimiter")]
    [ValidateNotNull]
    [ValidateNotNullOrEmpty]
    public char Delimiter { get; set; }

    /// <summary>Delimited as the culture does.</summary>
    [Parameter(ParameterSetName = "UseCulture", Mandatory = true)]
    [ValidateNotNull]
    [ValidateNotNullOrEmpty]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>Lines, or more than one at a time.</summary>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ValueFromPipelineByPropertyName = true, Position = 0)]
    [ValidateNotNull]
    [ValidateNotNullOrEmpty]
    public PSObject[] InputObject { get; set; } = [];

    /// <summary>The columns, when the text does not name them.</summary>
    [Parameter]
    [ValidateNotNull]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _reader = new CsvObjectReader(this, CsvDelimiter.Of(UseCulture, Delimiter), Header);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject text in InputObject)
        {
            _reader!.WriteObjects(new StringReader(text.ToString()));
        }
    }
}
