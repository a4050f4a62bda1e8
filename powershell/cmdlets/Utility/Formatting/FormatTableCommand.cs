using System.Management.Automation;
using AitherZero.PowerShell.Utility.Formatting;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace Microsoft.PowerShell.Commands;

/// <summary>Format-Table; all parameters are the engine's.</summary>
[Cmdlet(VerbsCommon.Format, "Table", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096703")]
[OutputType("Microsoft.PowerShell.Commands.Internal.Format.FormatStartData")]
public class FormatTableCommand : OuterFormatTableBase
{
    /// <summary>Attaches the engine's formatter.</summary>
    public FormatTableCommand() => FormatterMembers.AttachFormatter(this, "Table");
}
