using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AitherZero.PowerShell.Host;

/// <summary>
/// What pwsh reaches in the engine as its friend assembly and this host only
/// by reflection. Pinned to the engine's version; the tests fail when a name
/// goes.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags NonPublic = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <summary>Makes `exit` in the script that runs next end the session rather than only set $LASTEXITCODE.</summary>
    public static void LetExitEndSession(Runspace runspace)
    {
        object context = typeof(Runspace).GetProperty("ExecutionContext", NonPublic)!.GetValue(runspace)!;
        context.GetType().GetProperty("ScriptCommandProcessorShouldRethrowExit", NonPublic)!.SetValue(context, true);
    }
}
