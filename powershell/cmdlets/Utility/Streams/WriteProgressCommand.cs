using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Progress.</summary>
[Cmdlet(VerbsCommunications.Write, "Progress", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097036", RemotingCapability = RemotingCapability.None)]
public sealed class WriteProgressCommand : PSCmdlet
{
    /// <summary>What is under way.</summary>
    [Parameter(Position = 0, HelpMessage = "Text to describe the activity for which progress is being reported.")]
    public string? Activity { get; set; }

    /// <summary>How it stands.</summary>
    [Parameter(Position = 1, HelpMessage = "Text to describe the current state of the activity for which progress is being reported.")]
    [ValidateNotNullOrEmpty]
    public string Status { get; set; } = "Processing";

    /// <summary>Tells several bars apart.</summary>
    [Parameter(Position = 2)]
    [ValidateRange(0, int.MaxValue)]
    public int Id { get; set; }

    /// <summary>0 to 100; -1 for unknown.</summary>
    [Parameter]
    [ValidateRange(-1, 100)]
    public int PercentComplete { get; set; } = -1;

    /// <summary>What is left; -1 for unknown.</summary>
    [Parameter]
    public int SecondsRemaining { get; set; } = -1;

    /// <summary>The step at hand.</summary>
    [Parameter]
    public string? CurrentOperation { get; set; }

    /// <summary>The bar above this one; -1 for none.</summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    public int ParentId { get; set; } = -1;

    /// <summary>Takes the bar away.</summary>
    [Parameter]
    public SwitchParameter Completed { get; set; }

    /// <summary>Tells bars of several providers apart.</summary>
    [Parameter]
    public int SourceId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ProgressRecord record = string.IsNullOrEmpty(Activity) ? new ProgressRecord(Id) : new ProgressRecord(Id, Activity, Status);
        record.ParentActivityId = ParentId;
        record.PercentComplete = PercentComplete;
        record.SecondsRemaining = SecondsRemaining;
        record.CurrentOperation = CurrentOperation;
        record.RecordType = Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing;
        CommandRuntime.WriteProgress(SourceId, record);
    }
}
