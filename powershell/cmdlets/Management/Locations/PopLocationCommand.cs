using System.Management.Automation;
using AitherZero.PowerShell.Management;

namespace Microsoft.PowerShell.Commands;

/// <summary>Pop-Location: goes back to the location remembered last.</summary>
[Cmdlet(VerbsCommon.Pop, "Location",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096907")]
public class PopLocationCommand : LocationCommand
{
    /// <summary>Write the location out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The stack it is in; the current one if left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => TryLocation(() =>
    {
        PathInfo? location = SessionState.Path.PopLocation(StackName);
        if (PassThru)
        {
            WriteObject(location);
        }
    });
}
