#nullable enable
using System;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AitherZero.Worker
{
    /// <summary>
    /// What ties a worker to the embedded host, should it run in it: the host
    /// leaves a handler for unknown commands in the process's data, and its
    /// presence says which host this is.
    /// </summary>
    internal static class EmbeddedHost
    {
        /// <summary>Key of the handler; powershell/host writes it under the same name.</summary>
        private const string HandlerKey = "AitherZero.PowerShell.CommandNotFound";

        private static readonly EventHandler<CommandLookupEventArgs>? CommandNotFound =
            AppDomain.CurrentDomain.GetData(HandlerKey) as EventHandler<CommandLookupEventArgs>;

        /// <summary>The `host` of the `ready` message.</summary>
        public static string Kind => CommandNotFound == null ? "pwsh" : "embedded";

        /// <summary>
        /// Whether an assembly made in memory is the host's empty stand-in for
        /// one that comes with PowerShell; a script's own never has such a name.
        /// </summary>
        public static bool IsStandIn(Assembly assembly) =>
            CommandNotFound != null && (assembly.GetName().Name ?? string.Empty).StartsWith("Microsoft.", StringComparison.Ordinal);

        /// <summary>Makes commands that this host lacks say so.</summary>
        public static void Prepare(Runspace runspace)
        {
            if (CommandNotFound != null)
            {
                runspace.SessionStateProxy.InvokeCommand.CommandNotFoundAction = CommandNotFound;
            }
        }
    }
}
