#nullable enable
using System;
using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AitherZero.Worker
{
    /// <summary>
    /// A runspace that is ready for one job, with the host that it shows its
    /// output through. Made, used and disposed on the thread that runs jobs.
    /// </summary>
    internal sealed class JobSession : IDisposable
    {
        private static readonly string[] EverydayModules =
        {
            "Microsoft.PowerShell.Utility",
            "Microsoft.PowerShell.Management",
        };

        private static readonly PropertyInfo? ExecutionContextOfRunspace =
            typeof(Runspace).GetProperty("ExecutionContext", BindingFlags.Instance | BindingFlags.NonPublic);

        private static readonly InitialSessionState Initial = MakeInitialState();

        private JobSession(Runspace runspace, JobHost host)
        {
            Runspace = runspace;
            Host = host;
        }

        public Runspace Runspace { get; }

        public JobHost Host { get; }

        /// <summary>Makes a fresh runspace; <paramref name="version"/> is PowerShell's.</summary>
        public static JobSession Open(Version version)
        {
            var host = new JobHost(version);
            Runspace runspace = RunspaceFactory.CreateRunspace(host, Initial);
            runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
            runspace.Open();
            EmbeddedHost.Prepare(runspace);
            return new JobSession(runspace, host);
        }

        /// <summary>$PSVersionTable.PSVersion as text.</summary>
        public string PowerShellVersion()
        {
            var table = Runspace.SessionStateProxy.GetVariable("PSVersionTable") as IDictionary;
            return table?["PSVersion"]?.ToString() ?? Runspace.Version.ToString();
        }

        /// <summary>
        /// Makes `exit` in the script that runs next end the session, as
        /// `pwsh -File` does, rather than only set $LASTEXITCODE. PowerShell
        /// has no public name for this. Returns false where it is not there.
        /// </summary>
        public bool LetExitEndSession()
        {
            object? context = ExecutionContextOfRunspace?.GetValue(Runspace);
            PropertyInfo? rethrow = context?.GetType().GetProperty(
                "ScriptCommandProcessorShouldRethrowExit", BindingFlags.Instance | BindingFlags.NonPublic);
            rethrow?.SetValue(context, true);
            return rethrow != null;
        }

        public void Dispose() => Runspace.Dispose();

        private static InitialSessionState MakeInitialState()
        {
            InitialSessionState state = InitialSessionState.CreateDefault2();
            state.Commands.Add(new SessionStateCmdletEntry(PassThroughCommand.Name, typeof(PassThroughCommand), null));
            state.ImportPSModule(EverydayModules);
            return state;
        }
    }
}
