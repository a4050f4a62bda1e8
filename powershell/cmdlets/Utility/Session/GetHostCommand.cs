using System.Management.Automation;
using System.Management.Automation.Host;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Host.</summary>
[Cmdlet(VerbsCommon.Get, "Host", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097110", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(PSHost))]
public sealed class GetHostCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void BeginProcessing() => WriteObject(Host);
}
