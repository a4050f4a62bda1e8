#nullable enable
using System;
using System.Collections;
using System.IO;
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
        private static readonly PropertyInfo? ExecutionContextOfRunspace =
            typeof(Runspace).GetProperty("ExecutionContext", BindingFlags.Instance | BindingFlags.NonPublic);

        private static readonly EverydayModules Modules = new EverydayModules();

        private JobSession(Runspace runspace, JobHost host)
        {
            Runspace = runspace;
            Host = host;
        }

        public Runspace Runspace { get; }

        public JobHost Host { get; }

        /// <summary>
        /// Makes a fresh runspace. <paramref name="version"/> is PowerShell's;
        /// <paramref name="directory"/> is where the next job is expected to
        /// start, as moving there later is dear: PowerShell looks at every
        /// mount. Any other folder, or none, is only slower.
        /// </summary>
        public static JobSession Open(Version version, string directory)
        {
            string before = Environment.CurrentDirectory;
            try
            {
                Environment.CurrentDirectory = Directory.Exists(directory) ? directory : before;
                return Open(version);
            }
            finally
            {
                Environment.CurrentDirectory = before;
            }
        }

        /// <summary>Makes it current for the process and the runspace.</summary>
        public void EnterDirectory(string directory)
        {
            Environment.CurrentDirectory = directory;
            PathIntrinsics path = Runspace.SessionStateProxy.Path;
            if (path.CurrentFileSystemLocation.ProviderPath != directory)
            {
                path.SetLocation(WildcardPattern.Escape(directory));
            }
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
        /// has no public name for this; where it is gone, jobs fail rather
        /// than lose their exit codes.
        /// </summary>
        public void LetExitEndSession()
        {
            object? context = ExecutionContextOfRunspace?.GetValue(Runspace);
            PropertyInfo? rethrow = context?.GetType().GetProperty(
                "ScriptCommandProcessorShouldRethrowExit", BindingFlags.Instance | BindingFlags.NonPublic);
            if (rethrow == null)
            {
                throw new InvalidOperationException("This PowerShell is newer than the worker: it ends scripts in another way.");
            }

            rethrow.SetValue(context, true);
        }

        public void Dispose() => Runspace.Dispose();

        private static JobSession Open(Version version)
        {
            var host = new JobHost(version);
            Runspace runspace = RunspaceFactory.CreateRunspace(host, Modules.State);
            runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
            runspace.Open();
            Modules.LearnFrom(runspace);
            EmbeddedHost.Prepare(runspace);
            return new JobSession(runspace, host);
        }
    }
}
