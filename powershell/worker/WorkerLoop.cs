#nullable enable
using System;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Threading;

namespace AitherZero.Worker
{
    /// <summary>
    /// Serves jobs until the agent closes the pipe. Two threads: the caller's
    /// reads requests and never waits for a job, so that `stop` is always
    /// heard; a second one opens sessions and runs jobs, one at a time.
    /// </summary>
    internal sealed class WorkerLoop
    {
        private readonly Channel _channel;
        private readonly TaintDetector _taint = new TaintDetector();
        private readonly object _lock = new object();

        // The job that was asked for and has not ended; null when idle.
        private Job? _current;
        private bool _started;

        // The process is about to end, whatever a job does.
        private volatile bool _ending;

        public WorkerLoop(Channel channel) => _channel = channel;

        /// <summary>Returns at the end of the pipe; throws <see cref="InvalidDataException"/> when the agent breaks the protocol.</summary>
        public void Serve()
        {
            var jobs = new Thread(RunJobs, Limits.JobStackBytes) { IsBackground = true, Name = "Jobs" };
            jobs.Start();
            for (Message? message = _channel.Read(); message != null; message = _channel.Read())
            {
                Take(message);
            }

            _ending = true;
        }

        private void Take(Message message)
        {
            lock (_lock)
            {
                if (message is StopMessage stop && _current != null && _current.Id == stop.Id)
                {
                    _current.Stop();
                }
                else if (message is RunMessage run)
                {
                    if (_current != null)
                    {
                        throw new InvalidDataException("a job was sent while another runs");
                    }

                    _current = new Job(run);
                    _started = false;
                    Monitor.PulseAll(_lock);
                }
            }
        }

        private void RunJobs()
        {
            try
            {
                RunJobsUntilTheEnd();
            }
            catch (Exception) when (_ending)
            {
                // PowerShell closes every runspace on its way out, also the one
                // that a job is using.
            }
        }

        private void RunJobsUntilTheEnd()
        {
            Version version = typeof(PSObject).Assembly.GetName().Version ?? new Version(7, 0);
            JobSession session = JobSession.Open(version, Environment.CurrentDirectory);
            _channel.SendReady(session.PowerShellVersion(), EmbeddedHost.Kind, Process.GetCurrentProcess().Id);
            while (true)
            {
                Job job = NextJob();
                RunOne(job, session);
                session = JobSession.Open(version, job.Directory);
            }
        }

        private Job NextJob()
        {
            lock (_lock)
            {
                while (_current == null || _started)
                {
                    Monitor.Wait(_lock);
                }

                _started = true;
                return _current;
            }
        }

        private void RunOne(Job job, JobSession session)
        {
            var before = new ProcessState();
            var sink = new OutputSink(_channel, job.Id);
            _taint.Begin();
            Console.SetOut(new SinkTextWriter(sink, Protocol.Output));
            Console.SetError(new SinkTextWriter(sink, Protocol.Error));

            JobResult result = job.Run(session, sink);
            session.Dispose();
            sink.Close();
            before.Restore();
            string? tainted = _taint.Check();

            // Idle before the agent hears of it: it may answer with a job.
            lock (_lock)
            {
                _current = null;
            }

            _channel.SendEnded(job.Id, result, tainted);
        }
    }
}
