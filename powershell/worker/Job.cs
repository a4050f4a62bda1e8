#nullable enable
using System;
using System.Collections;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AitherZero.Worker
{
    /// <summary>
    /// One job: a script in a session of its own. <see cref="Run"/> belongs to
    /// the thread that runs jobs, <see cref="Stop"/> to any.
    /// </summary>
    internal sealed class Job
    {
        private const int FailedExitCode = 1;

        private readonly object _lock = new object();
        private readonly RunMessage _request;
        private readonly ObjectsWriter _objects = new ObjectsWriter();
        private PowerShell? _shell;
        private bool _stopAsked;

        public Job(RunMessage request) => _request = request;

        public ulong Id => _request.Id;

        public string Directory => _request.Directory;

        /// <summary>
        /// Asks the script to stop so that `finally` blocks run; returns at
        /// once. Before the start it prevents it.
        /// </summary>
        public void Stop()
        {
            lock (_lock)
            {
                _stopAsked = true;
                _shell?.BeginStop(null, null);
            }
        }

        /// <summary>Runs the script to its end; every failure is in the result.</summary>
        public JobResult Run(JobSession session, OutputSink sink)
        {
            session.Host.Sink = sink;
            PlainText.Choose();
            try
            {
                ProcessState.ApplyEnvironment(_request.Environment);
                session.EnterDirectory(_request.Directory);
                if (_request.Condition.Length > 0 && Decide(session) is JobResult decided)
                {
                    return decided;
                }

                Exception? failure = _request.Script.Length == 0 ? null : Invoke(session);
                return ResultOf(session, failure);
            }
            catch (Exception failure) when (!(failure is OutOfMemoryException))
            {
                Report(session, failure);
                return new JobResult(Protocol.Failed, FailedExitCode, JobError.From(failure));
            }
        }

        /// <summary>What the condition made of the job; null where the script is to run.</summary>
        private JobResult? Decide(JobSession session)
        {
            var condition = new Condition(_request.Condition, _request.Variables, _request.Jobs, _request.Outputs);
            using (PowerShell shell = NewShell(session))
            {
                condition.AddTo(shell);
                try
                {
                    bool runs = Begin(shell) && Condition.IsTrue(shell.Invoke());
                    lock (_lock)
                    {
                        // What was stopped meanwhile is told of as that.
                        return runs || _stopAsked ? null : new JobResult(Protocol.Skipped, 0, null);
                    }
                }
                catch (RuntimeException failure) when (!WasStopped(failure))
                {
                    return new JobResult(Protocol.Failed, FailedExitCode, JobError.OfCondition(failure, _request.ConditionPlace));
                }
                catch (PipelineStoppedException)
                {
                    return null;
                }
                finally
                {
                    End();
                }
            }
        }

        private bool WasStopped(Exception failure)
        {
            lock (_lock)
            {
                return _stopAsked && failure is PipelineStoppedException;
            }
        }

        /// <summary>The exception that ended the script, or null.</summary>
        private Exception? Invoke(JobSession session)
        {
            session.LetExitEndSession();
            using (PowerShell shell = NewShell(session))
            {
                shell.Commands.AddCommand(ScriptCommand());
                shell.AddCommand(PassThroughCommand.Name).AddParameter(nameof(PassThroughCommand.Objects), _objects);
                try
                {
                    if (Begin(shell))
                    {
                        shell.Invoke();
                    }

                    return null;
                }
                catch (Exception failure) when (!(failure is OutOfMemoryException))
                {
                    return failure;
                }
                finally
                {
                    End();
                }
            }
        }

        /// <summary>
        /// A shell on the session. Its streams repeat what the host was
        /// already shown; they are emptied at once, so they cannot grow.
        /// </summary>
        private static PowerShell NewShell(JobSession session)
        {
            PowerShell shell = PowerShell.Create();
            shell.Runspace = session.Runspace;
            PSDataStreams streams = shell.Streams;
            streams.Error.DataAdded += (sender, args) => streams.Error.Clear();
            streams.Warning.DataAdded += (sender, args) => streams.Warning.Clear();
            streams.Verbose.DataAdded += (sender, args) => streams.Verbose.Clear();
            streams.Debug.DataAdded += (sender, args) => streams.Debug.Clear();
            streams.Progress.DataAdded += (sender, args) => streams.Progress.Clear();
            streams.Information.DataAdded += (sender, args) => streams.Information.Clear();
            return shell;
        }

        private Command ScriptCommand()
        {
            Command command = NewCommand(_request.Script);
            command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
            foreach (DictionaryEntry parameter in _request.Parameters)
            {
                command.Parameters.Add((string)parameter.Key, parameter.Value);
            }

            foreach (object? argument in _request.Arguments)
            {
                command.Parameters.Add(null, argument);
            }

            return command;
        }

        /// <summary>As `pwsh -File`: on Unix a file with another ending is a script by its text.</summary>
        private static Command NewCommand(string path)
        {
            bool byPath = NativeMethods.IsWindows || path.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase);
            return byPath ? new Command(path, false, false) : new Command(File.ReadAllText(path), true, false);
        }

        /// <summary>False when the job was stopped before it began.</summary>
        private bool Begin(PowerShell shell)
        {
            lock (_lock)
            {
                _shell = _stopAsked ? null : shell;
                return !_stopAsked;
            }
        }

        private void End()
        {
            lock (_lock)
            {
                _shell = null;
            }
        }

        private JobResult ResultOf(JobSession session, Exception? failure)
        {
            bool stopped;
            lock (_lock)
            {
                stopped = _stopAsked;
            }

            if (stopped && (failure == null || failure is PipelineStoppedException || failure is InvalidPowerShellStateException))
            {
                return new JobResult(Protocol.Stopped, FailedExitCode, null);
            }

            if (failure != null)
            {
                Report(session, failure);
                return new JobResult(Protocol.Failed, FailedExitCode, JobError.From(failure));
            }

            return new JobResult(Protocol.Completed, session.Host.RequestedExitCode ?? 0, null, _objects.Json);
        }

        /// <summary>Shows a terminating error the way PowerShell itself formats it.</summary>
        private static void Report(JobSession session, Exception failure)
        {
            ErrorRecord record = (failure as IContainsErrorRecord)?.ErrorRecord
                ?? new ErrorRecord(failure, "AitherZero.Worker", ErrorCategory.NotSpecified, null);
            session.Host.ShowAsError = true;
            try
            {
                using (PowerShell shell = NewShell(session))
                {
                    shell.AddCommand("Out-Default").Invoke(new[] { record });
                }
            }
            catch (RuntimeException)
            {
                session.Host.UI.WriteErrorLine(failure.Message);
            }
            finally
            {
                session.Host.ShowAsError = false;
            }
        }
    }
}
