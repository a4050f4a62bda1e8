using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-PSCallStack: what called what, the innermost first.</summary>
[Cmdlet(VerbsCommon.Get, "PSCallStack", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096705")]
[OutputType(typeof(CallStackFrame))]
public class GetPSCallStackCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (CallStackFrame frame in Runspace.DefaultRunspace.Debugger.GetCallStack())
        {
            WriteObject(frame);
        }
    }
}
