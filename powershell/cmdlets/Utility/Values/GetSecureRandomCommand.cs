using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-SecureRandom: Get-Random without a seed.</summary>
[Cmdlet(VerbsCommon.Get, "SecureRandom", DefaultParameterSetName = NumberSet,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkId=2235055", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(int), typeof(long), typeof(double))]
public sealed class GetSecureRandomCommand : GetRandomCommandBase
{
}
