using System;
using System.IO;
using System.Management.Automation;
using System.Text;
using AitherZero.PowerShell.Utility.Csv;
using AitherZero.PowerShell.Utility.Files;

namespace Microsoft.PowerShell.Commands;

/// <summary>Import-Csv.</summary>
[Cmdlet(VerbsData.Import, "Csv", DefaultParameterSetName = DelimiterPath,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097020")]
public sealed class ImportCsvCommand : PSCmdlet
{
    private const string DelimiterPath = "DelimiterPath";
    private const string DelimiterLiteralPath = "DelimiterLiteralPath";
    private const string CulturePath = "CulturePath";
    private const string CultureLiteralPath = "CultureLiteralPath";

    /// <summary>Between two fields.</summary>
    [Parameter(Position = 1, ParameterSetName = DelimiterPath)]
    [Parameter(Position = 1, ParameterSetName = DelimiterLiteralPath)]
    [ValidateNotNull]
    public char Delimiter { get; set; }

    /// <summary>Files; a wildcard may name one.</summary>
    [Parameter(Position = 0, ParameterSetName = DelimiterPath, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = CulturePath, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? Path { get; set; }

    /// <summary>Files as they are called.</summary>
    [Parameter(ParameterSetName = DelimiterLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = CultureLiteralPath, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    /// <summary>Delimited as the culture does.</summary>
    [Parameter(ParameterSetName = CulturePath, Mandatory = true)]
    [Parameter(ParameterSetName = CultureLiteralPath, Mandatory = true)]
    [ValidateNotNull]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>The columns, when the file does not name them.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Header { get; set; }

    /// <summary>Of files without a byte order mark.</summary>
    [Parameter]
    [EncodingArgument]
    [EncodingCompletions]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = EncodingArgumentAttribute.Default;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in LiteralPath ?? Path!)
        {
            using StreamReader text = Open(OutputFile.Resolve(this, path, isLiteral: LiteralPath is not null));
            new CsvObjectReader(this, CsvDelimiter.Of(UseCulture, Delimiter), Header).WriteObjects(text);
        }
    }

    private StreamReader Open(string file)
    {
        try
        {
            return new StreamReader(
                new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(new ErrorRecord(problem, "FileOpenFailure", ErrorCategory.OpenError, null));
            throw;
        }
    }
}
