using System.Management.Automation;

namespace Microsoft.PowerShell.Commands.Engine;

/// <summary>
/// Makes what a script writes look as if its line had written it: PowerShell
/// names the caller, not the Write-* cmdlet, as the place.
/// </summary>
internal static class CallerRecords
{
    /// <summary>The invocation of the script or function that called <paramref name="cmdlet"/>.</summary>
    internal static InvocationInfo? CallerOf(PSCmdlet cmdlet) =>
        cmdlet.GetVariableValue("MyInvocation") is object value
            ? (value as PSObject)?.BaseObject as InvocationInfo ?? value as InvocationInfo
            : null;

    /// <summary>Writes a warning, verbose or debug record in the caller's name.</summary>
    internal static void Write(PSCmdlet cmdlet, string method, InformationalRecord record)
    {
        if (CallerOf(cmdlet) is InvocationInfo caller)
        {
            EngineMembers.Call(record, "SetInvocationInfo", caller);
        }

        EngineMembers.Call(cmdlet.CommandRuntime, method, record, false);
    }

    /// <summary>Ties an error to the caller.</summary>
    internal static void Claim(PSCmdlet cmdlet, ErrorRecord record)
    {
        if (CallerOf(cmdlet) is not InvocationInfo caller)
        {
            return;
        }

        EngineMembers.Call(record, "SetInvocationInfo", caller);
        EngineMembers.Set(record, "PreserveInvocationInfoOnce", true);
    }
}
