#nullable enable
using System;
using System.Management.Automation;

namespace AitherZero.Worker
{
    /// <summary>
    /// Stands between a script and Out-Default, which it feeds as a pipeline
    /// of its own, for two reasons. PowerShell gives a native program the
    /// console itself when Out-Default comes next, and its lines would then
    /// overtake the script's; so they go through the pipeline, in order and
    /// live. And Out-Default holds a table back for a moment to measure its
    /// columns, then loses it when the script ends by an error or `exit`;
    /// here it is finished all the same.
    /// </summary>
    [Cmdlet("Out", Noun)]
    public sealed class PassThroughCommand : PSCmdlet, IDisposable
    {
        /// <summary>Name of the command in a job's runspace.</summary>
        internal const string Name = "Out-" + Noun;

        private const string Noun = "AitherZeroJob";

        private SteppablePipeline? _console;

        /// <summary>What the script wrote.</summary>
        [Parameter(ValueFromPipeline = true)]
        [AllowNull]
        public PSObject? InputObject { get; set; }

        /// <summary>What keeps the objects; absent: nobody wants them.</summary>
        [Parameter]
        public ObjectsWriter? Objects { get; set; }

        /// <summary>Called by PowerShell however the pipeline ends.</summary>
        public void Dispose()
        {
            try
            {
                FinishConsole();
            }
            catch (RuntimeException)
            {
                // The job is being stopped: what was held back stays unseen.
                _console?.Dispose();
                _console = null;
            }
        }

        /// <inheritdoc/>
        protected override void BeginProcessing()
        {
            _console = ScriptBlock.Create("Out-Default").GetSteppablePipeline();
            _console.Begin(true);
        }

        /// <inheritdoc/>
        protected override void ProcessRecord()
        {
            if (InputObject?.BaseObject is ErrorRecord record && IsNativeErrorLine(record))
            {
                Host.UI.WriteErrorLine(record.ToString());
            }
            else
            {
                Objects?.Add(InputObject);
                _console!.Process(InputObject);
            }
        }

        /// <inheritdoc/>
        protected override void EndProcessing() => FinishConsole();

        /// <summary>A line of a native program's standard error, which PowerShell would show as output.</summary>
        private static bool IsNativeErrorLine(ErrorRecord record) =>
            record.FullyQualifiedErrorId == "NativeCommandError"
            || record.FullyQualifiedErrorId == "NativeCommandErrorMessage";

        private void FinishConsole()
        {
            SteppablePipeline? console = _console;
            _console = null;
            if (console != null)
            {
                using (console)
                {
                    console.End();
                }
            }
        }
    }
}
