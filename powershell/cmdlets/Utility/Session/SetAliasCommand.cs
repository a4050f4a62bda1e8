using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Alias.</summary>
[Cmdlet(VerbsCommon.Set, "Alias", SupportsShouldProcess = true, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096625")]
[OutputType(typeof(AliasInfo))]
public sealed class SetAliasCommand : WriteAliasCommandBase
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => Store("Set Alias");
}
