using System.IO;
using System.Management.Automation;
using System.Management.Automation.Provider;
using AitherZero.PowerShell.Management;

namespace Microsoft.PowerShell.Commands;

/// <summary>Add-Content: appends to what items contain.</summary>
[Cmdlet(VerbsCommon.Add, "Content", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096489")]
public class AddContentCommand : WriteContentCommand
{
    private protected override string Action => "Add Content";

    private protected override void Position(IContentWriter writer) =>
        writer.Seek(0, SeekOrigin.End);
}
