#nullable enable

namespace AitherZero.Worker
{
    /// <summary>Every bound of the worker, with its unit and its reason.</summary>
    internal static class Limits
    {
        /// <summary>Bytes of one frame's body; the protocol page fixes it.</summary>
        public const int FrameBytes = 16 * 1024 * 1024;

        /// <summary>
        /// Bytes of replies that may wait for the agent to read, beyond the
        /// one frame that crosses the bound.
        /// </summary>
        public const int WaitingBytes = 128 * 1024;

        /// <summary>
        /// UTF-16 units of one line of output. A longer line goes out in
        /// pieces, so that a program that never ends a line cannot grow the
        /// worker.
        /// </summary>
        public const int LineChars = 64 * 1024;

        /// <summary>
        /// UTF-16 units of the JSON of what a script writes. It is kept with
        /// the job's result; whoever has more to hand on writes a file.
        /// </summary>
        public const int ObjectsChars = 64 * 1024;

        /// <summary>Objects inside each other in that JSON; deeper ones are text.</summary>
        public const int ObjectsDepth = 32;

        /// <summary>Maps and arrays inside each other; deeper is an attack.</summary>
        public const int ValueDepth = 64;

        /// <summary>
        /// Milliseconds between two progress lines of one activity: a loop
        /// that reports each of a million items must not be slowed by it.
        /// </summary>
        public const int ProgressIntervalMilliseconds = 200;

        /// <summary>UTF-16 units of one progress line.</summary>
        public const int ProgressChars = 200;

        /// <summary>
        /// Bytes of stack of the thread that runs jobs, as deep as
        /// PowerShell gives its own pipeline threads.
        /// </summary>
        public const int JobStackBytes = 10 * 1024 * 1024;

        /// <summary>
        /// Milliseconds that a thread or a child which is just ending gets
        /// before it counts as left behind.
        /// </summary>
        public const int SettleMilliseconds = 100;

        /// <summary>Columns of the console that output is formatted for.</summary>
        public const int ConsoleWidth = 120;

        /// <summary>Lines of that console.</summary>
        public const int ConsoleHeight = 50;
    }
}
