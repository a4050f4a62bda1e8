#nullable enable
using System;
using System.Globalization;
using System.Management.Automation.Host;

namespace AitherZero.Worker
{
    /// <summary>
    /// The console that one job believes it has: it shows text on the job's
    /// streams and answers no question. Belongs to one runspace; its
    /// <see cref="Sink"/> is given when a job takes the runspace.
    /// </summary>
    internal sealed class JobHost : PSHost
    {
        private readonly Guid _instance = Guid.NewGuid();
        private readonly JobUserInterface _ui = new JobUserInterface();
        private readonly Version _version;

        public JobHost(Version version) => _version = version;

        /// <summary>Where output goes; null between jobs, when there is none.</summary>
        public OutputSink? Sink
        {
            get => _ui.Sink;
            set => _ui.Sink = value;
        }

        /// <summary>While set, plain output goes to the error stream: an error object is being shown.</summary>
        public bool ShowAsError
        {
            get => _ui.ShowAsError;
            set => _ui.ShowAsError = value;
        }

        /// <summary>What `exit N` or $Host.SetShouldExit asked for; null without.</summary>
        public int? RequestedExitCode { get; private set; }

        /// <summary>Scripts test for this name to learn whether there is a console.</summary>
        public override string Name => "ConsoleHost";

        public override Version Version => _version;

        public override Guid InstanceId => _instance;

        public override PSHostUserInterface UI => _ui;

        public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

        public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

        public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

        public override void EnterNestedPrompt() => throw JobUserInterface.NotInteractive("A nested prompt");

        public override void ExitNestedPrompt() => throw JobUserInterface.NotInteractive("A nested prompt");

        public override void NotifyBeginApplication()
        {
        }

        public override void NotifyEndApplication()
        {
        }
    }
}
