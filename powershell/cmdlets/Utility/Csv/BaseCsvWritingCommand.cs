using System;
using System.Management.Automation;
using AitherZero.PowerShell.Utility.Csv;

namespace Microsoft.PowerShell.Commands;

/// <summary>What ConvertTo-Csv and Export-Csv share.</summary>
public abstract class BaseCsvWritingCommand : PSCmdlet
{
    /// <summary>When a field is put in quotes.</summary>
    public enum QuoteKind
    {
        /// <summary>Never.</summary>
        Never,

        /// <summary>Always.</summary>
        Always,

        /// <summary>When it has a delimiter, a quote or the end of a line.</summary>
        AsNeeded,
    }

    /// <summary>Between two fields.</summary>
    [Parameter(Position = 1, ParameterSetName = "Delimiter")]
    [ValidateNotNull]
    public char Delimiter { get; set; }

    /// <summary>Delimits as the culture does.</summary>
    [Parameter(ParameterSetName = "UseCulture")]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>The objects.</summary>
    public abstract PSObject? InputObject { get; set; }

    /// <summary>Writes the type of the first object in front.</summary>
    [Parameter]
    [Alias("ITI")]
    public SwitchParameter IncludeTypeInformation { get; set; }

    /// <summary>The default; kept for older scripts.</summary>
    [Parameter(DontShow = true)]
    [Alias("NTI")]
    public SwitchParameter NoTypeInformation { get; set; } = true;

    /// <summary>Columns whose fields are put in quotes; no others.</summary>
    [Parameter]
    [Alias("QF")]
    public string[]? QuoteFields { get; set; }

    /// <summary>Which fields are put in quotes.</summary>
    [Parameter]
    [Alias("UQ")]
    public QuoteKind UseQuotes { get; set; } = QuoteKind.Always;

    /// <summary>Without the names of the columns.</summary>
    [Parameter]
    public SwitchParameter NoHeader { get; set; }

    private protected CsvFormatter? Formatter { get; private set; }

    /// <summary>Writes one line.</summary>
    public virtual void WriteCsvLine(string line)
    {
    }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (IsBound(nameof(QuoteFields)) && IsBound(nameof(UseQuotes)))
        {
            Refuse(
                "You must specify either the -UseQuotes or -QuoteFields parameters, but not both.",
                "CannotSpecifyQuoteFieldsAndUseQuotes");
        }

        if (IsBound(nameof(IncludeTypeInformation)) && IsBound(nameof(NoTypeInformation)))
        {
            Refuse(
                "You must specify either the -IncludeTypeInformation or -NoTypeInformation parameters, but not both.",
                "CannotSpecifyIncludeTypeInformationAndNoTypeInformation");
        }

        Delimiter = CsvDelimiter.Of(UseCulture, Delimiter);
        Formatter = new CsvFormatter(Delimiter, UseQuotes, QuoteFields);
    }

    private protected bool WithType => IsBound(nameof(IncludeTypeInformation))
        ? IncludeTypeInformation
        : !NoTypeInformation;

    private protected void Refuse(string message, string id) => ThrowTerminatingError(
        new ErrorRecord(new InvalidOperationException(message), id, ErrorCategory.InvalidData, null));

    private bool IsBound(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);
}
