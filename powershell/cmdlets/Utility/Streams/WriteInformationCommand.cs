using System;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Write-Information.</summary>
[Cmdlet(VerbsCommunications.Write, "Information", HelpUri = "https://go.microsoft.com/fwlink/?LinkId=2097040", RemotingCapability = RemotingCapability.None)]
public sealed class WriteInformationCommand : PSCmdlet
{
    /// <summary>The message, of any type.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    [AllowNull]
    public object? MessageData { get; set; }

    /// <summary>Words by which a reader can choose.</summary>
    [Parameter(Position = 1)]
    public string[]? Tags { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        foreach (string tag in Tags ?? [])
        {
            if (tag.StartsWith("PS", StringComparison.OrdinalIgnoreCase))
            {
                ThrowTerminatingError(new ErrorRecord(
                    new InvalidOperationException($"Cannot use tag '{tag}'. The 'PS' prefix is reserved."),
                    "PSPrefixReservedInInformationTag", ErrorCategory.InvalidArgument, tag));
            }
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteInformation(MessageData, Tags);
}
