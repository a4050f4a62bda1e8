#nullable enable
using System;
using System.Management.Automation;

namespace AitherZero.Worker
{
    /// <summary>How a job ended. Immutable.</summary>
    internal sealed class JobResult
    {
        public JobResult(string outcome, int exitCode, JobError? error, string? objects = null)
        {
            Objects = objects;
            Outcome = outcome;
            ExitCode = exitCode;
            Error = error;
        }

        /// <summary>One of <see cref="Protocol"/>'s outcomes.</summary>
        public string Outcome { get; }

        public int ExitCode { get; }

        public JobError? Error { get; }

        /// <summary>JSON of what the script wrote; null where it is not kept.</summary>
        public string? Objects { get; }
    }

    /// <summary>What a terminating error was and where. Immutable.</summary>
    internal sealed class JobError
    {
        private JobError(Exception error, string script, int line, int column, string position)
            : this(error, error.Message, script, line, column, position)
        {
        }

        private JobError(Exception error, string message, string script, int line, int column, string position)
        {
            Message = Bounded(message);
            Type = error.GetType().FullName ?? error.GetType().Name;
            Script = script;
            Line = Math.Max(line, 0);
            Column = Math.Max(column, 0);
            Position = Bounded(position);
        }

        public string Message { get; }

        /// <summary>Full type name of the exception that the script raised.</summary>
        public string Type { get; }

        /// <summary>Path of the script that holds the place, or empty.</summary>
        public string Script { get; }

        /// <summary>1-based; 0 where unknown.</summary>
        public int Line { get; }

        /// <summary>1-based; 0 where unknown.</summary>
        public int Column { get; }

        /// <summary>"At PATH:LINE char:COLUMN" with the marked line, or empty.</summary>
        public string Position { get; }

        public static JobError From(Exception raised)
        {
            if (raised is ParseException parse && parse.Errors != null && parse.Errors.Length > 0)
            {
                return FromParse(parse);
            }

            ErrorRecord? record = (raised as IContainsErrorRecord)?.ErrorRecord;
            InvocationInfo? at = record?.InvocationInfo;
            Exception cause = CauseOf(raised, record);
            if (at == null)
            {
                return new JobError(cause, string.Empty, 0, 0, string.Empty);
            }

            return new JobError(cause, at.ScriptName ?? string.Empty, at.ScriptLineNumber, at.OffsetInLine, at.PositionMessage ?? string.Empty);
        }

        /// <summary>
        /// Of a condition, which stands in no file of its own: the place of its
        /// step is in the message, and not that in our text around it.
        /// </summary>
        public static JobError OfCondition(Exception raised, string place)
        {
            Exception cause = CauseOf(raised, (raised as IContainsErrorRecord)?.ErrorRecord);
            string message = cause.Message;
            for (Exception? inner = raised; inner != null; inner = inner.InnerException)
            {
                if (inner is ParseException parse && parse.Errors != null && parse.Errors.Length > 0)
                {
                    message = parse.Errors[0].Message;
                }
            }

            string where = place.Length == 0 ? string.Empty : " at " + place;
            return new JobError(cause, "the condition" + where + " failed: " + message, string.Empty, 0, 0, string.Empty);
        }

        private static JobError FromParse(ParseException parse)
        {
            var extent = parse.Errors[0].Extent;
            string script = extent.File ?? string.Empty;
            int line = extent.StartLineNumber;
            int column = extent.StartColumnNumber;
            string text = extent.StartScriptPosition?.Line ?? string.Empty;
            int width = extent.EndLineNumber == line ? Math.Max(extent.EndColumnNumber - column, 1) : 1;
            string position = "At " + script + ":" + line + " char:" + column + "\n+ " + text.TrimEnd()
                + "\n+ " + new string(' ', Math.Max(column - 1, 0)) + new string('~', width);
            return new JobError(parse, script, line, column, position);
        }

        /// <summary>
        /// The exception that a script's author would name: `throw 'text'`
        /// stays PowerShell's own, an exception raised by .NET code is taken
        /// out of what PowerShell wrapped around it.
        /// </summary>
        private static Exception CauseOf(Exception raised, ErrorRecord? record)
        {
            Exception cause = record?.Exception ?? raised;
            if (cause is ActionPreferenceStopException stop && stop.ErrorRecord?.Exception != null)
            {
                cause = stop.ErrorRecord.Exception;
            }

            // An error record's own stand-in for the exception that holds it.
            return cause.GetType().Name == "ParentContainsErrorRecordException" ? raised : cause;
        }

        private static string Bounded(string text) =>
            text.Length <= Limits.LineChars ? text : text.Substring(0, Limits.LineChars);
    }
}
