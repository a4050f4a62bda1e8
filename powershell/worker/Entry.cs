#nullable enable
using System;
using System.IO;

namespace AitherZero.Worker
{
    /// <summary>Where PowerShell enters the worker; see docs/design/worker-protocol.md.</summary>
    public static class Entry
    {
        /// <summary>The agent closed its end: a good end.</summary>
        internal const int AgentGone = 0;

        /// <summary>The agent broke the protocol.</summary>
        internal const int BadRequest = 2;

        private const string UnsetVariable = "AITHERZERO_WORKER_UNSET";

        /// <summary>
        /// Serves jobs over two inherited pipes, given as descriptors (Unix)
        /// or handles (Windows), and returns the exit code of the process.
        /// </summary>
        public static int Run(string requests, string replies)
        {
            RemoveStartSettings();
            var channel = new Channel(
                NativeMethods.OpenInherited(requests, FileAccess.Read),
                NativeMethods.OpenInherited(replies, FileAccess.Write));
            try
            {
                new WorkerLoop(channel).Serve();
                return AgentGone;
            }
            catch (InvalidDataException problem)
            {
                Console.Error.WriteLine("worker: the agent broke the protocol: " + problem.Message);
                return BadRequest;
            }
        }

        /// <summary>What was set for the start of this process alone must not reach its jobs.</summary>
        private static void RemoveStartSettings()
        {
            string names = Environment.GetEnvironmentVariable(UnsetVariable) ?? string.Empty;
            foreach (string name in names.Split(new[] { ';' }, StringSplitOptions.RemoveEmptyEntries))
            {
                Environment.SetEnvironmentVariable(name, null);
            }

            Environment.SetEnvironmentVariable(UnsetVariable, null);
        }
    }
}
