using System;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Guid: a new GUID, the empty one, or one from text.</summary>
[Cmdlet(VerbsCommon.New, "Guid", DefaultParameterSetName = "Default",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkId=2097130")]
[OutputType(typeof(Guid))]
public class NewGuidCommand : PSCmdlet
{
    /// <summary>The GUID of zeros.</summary>
    [Parameter(ParameterSetName = nameof(Empty))]
    public SwitchParameter Empty { get; set; }

    /// <summary>The text of a GUID.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = nameof(InputObject))]
    public string? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case nameof(InputObject):
                WriteObject(Parse());
                break;
            case nameof(Empty):
                WriteObject(Guid.Empty);
                break;
            default:
                WriteObject(Guid.NewGuid());
                break;
        }
    }

    /// <summary>PowerShell writes a null after the error.</summary>
    private Guid? Parse()
    {
        try
        {
            return new Guid(InputObject!);
        }
        catch (Exception problem) when (problem is FormatException or OverflowException or ArgumentException)
        {
            WriteError(new ErrorRecord(problem, "StringNotRecognizedAsGuid", ErrorCategory.InvalidArgument, null));
            return null;
        }
    }
}
