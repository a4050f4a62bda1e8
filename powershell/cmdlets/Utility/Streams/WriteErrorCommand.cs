using System;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Error: an error that does not end the pipeline.</summary>
[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = NoException, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097039", RemotingCapability = RemotingCapability.None)]
public sealed class WriteErrorCommand : PSCmdlet
{
    private const string NoException = "NoException";
    private const string WithException = "WithException";
    private const string FromRecord = "ErrorRecord";

    /// <summary>The exception behind the error.</summary>
    [Parameter(Position = 0, ParameterSetName = WithException, Mandatory = true)]
    public Exception? Exception { get; set; }

    /// <summary>What is shown.</summary>
    [Parameter(Position = 0, ParameterSetName = NoException, Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = WithException)]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Msg")]
    public string? Message { get; set; }

    /// <summary>A record to write again.</summary>
    [Parameter(Position = 0, ParameterSetName = FromRecord, Mandatory = true)]
    public ErrorRecord? ErrorRecord { get; set; }

    /// <summary>The kind of error.</summary>
    [Parameter(ParameterSetName = NoException)]
    [Parameter(ParameterSetName = WithException)]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    /// <summary>The first part of the fully qualified error id.</summary>
    [Parameter(ParameterSetName = NoException)]
    [Parameter(ParameterSetName = WithException)]
    public string ErrorId { get; set; } = string.Empty;

    /// <summary>What was worked on.</summary>
    [Parameter(ParameterSetName = NoException)]
    [Parameter(ParameterSetName = WithException)]
    public object? TargetObject { get; set; }

    /// <summary>What to do about it.</summary>
    [Parameter]
    public string RecommendedAction { get; set; } = string.Empty;

    /// <summary>Replaces the activity of the category.</summary>
    [Parameter]
    [Alias("Activity")]
    public string CategoryActivity { get; set; } = string.Empty;

    /// <summary>Replaces the reason of the category.</summary>
    [Parameter]
    [Alias("Reason")]
    public string CategoryReason { get; set; } = string.Empty;

    /// <summary>Replaces the target's name in the category.</summary>
    [Parameter]
    [Alias("TargetName")]
    public string CategoryTargetName { get; set; } = string.Empty;

    /// <summary>Replaces the target's type in the category.</summary>
    [Parameter]
    [Alias("TargetType")]
    public string CategoryTargetType { get; set; } = string.Empty;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ErrorRecord record = ErrorRecord is null ? NewRecord() : new ErrorRecord(ErrorRecord, null);
        if (!string.IsNullOrEmpty(RecommendedAction))
        {
            record.ErrorDetails ??= new ErrorDetails(record.ToString());
            record.ErrorDetails.RecommendedAction = RecommendedAction;
        }

        Categorize(record.CategoryInfo);
        CallerRecords.Claim(this, record);
        WriteError(record);
    }

    private ErrorRecord NewRecord()
    {
        Exception cause = Exception ?? new WriteErrorException(Message);
        string id = string.IsNullOrEmpty(ErrorId) ? cause.GetType().FullName! : ErrorId;
        var record = new ErrorRecord(cause, id, Category, TargetObject);
        if (Exception is not null && !string.IsNullOrEmpty(Message))
        {
            record.ErrorDetails = new ErrorDetails(Message);
        }

        return record;
    }

    private void Categorize(ErrorCategoryInfo category)
    {
        if (!string.IsNullOrEmpty(CategoryActivity))
        {
            category.Activity = CategoryActivity;
        }
        else if (string.IsNullOrEmpty(category.Activity))
        {
            category.Activity = "Write-Error";
        }

        if (!string.IsNullOrEmpty(CategoryReason))
        {
            category.Reason = CategoryReason;
        }

        if (!string.IsNullOrEmpty(CategoryTargetName))
        {
            category.TargetName = CategoryTargetName;
        }

        if (!string.IsNullOrEmpty(CategoryTargetType))
        {
            category.TargetType = CategoryTargetType;
        }
    }
}
