using System;
using System.Diagnostics;

namespace AitherZero.PowerShell.Management.Engine;

/// <summary>
/// Asks the engine's native library for the user of a process; .NET does not
/// tell. Unix only, null elsewhere.
/// </summary>
internal static class ProcessOwner
{
    internal static string? NameOf(Process process) =>
        OperatingSystem.IsWindows()
            ? null
            : (string?)EngineMembers.CallStatic(
                EngineMembers.FindType("System.Management.Automation.Platform"),
                "NonWindowsGetUserFromPid", process.Id);
}
