using System.Management.Automation;
using AitherZero.PowerShell.Utility.Formatting;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Format-List; all parameters are the engine's.</summary>
[Cmdlet(VerbsCommon.Format, "List", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096928")]
[OutputType("Microsoft.PowerShell.Commands.Internal.Format.FormatStartData")]
public class FormatListCommand : OuterFormatTableAndListBase
{
    /// <summary>Attaches the engine's formatter.</summary>
    public FormatListCommand() => FormatterMembers.AttachFormatter(this, "List");
}
