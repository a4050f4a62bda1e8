#nullable enable
using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text;

namespace AitherZero.Worker
{
    /// <summary>
    /// Progress records as short lines, at most a few a second for each
    /// activity. Locks itself: a script's own jobs report from their threads.
    /// </summary>
    internal sealed class ProgressText
    {
        /// <summary>Activities remembered; beyond, all are forgotten, which costs one extra line each.</summary>
        private const int KnownActivities = 256;

        private readonly Dictionary<int, int> _shownAt = new Dictionary<int, int>();

        /// <summary>The line to show now, or null: finished, or shown a moment ago.</summary>
        public string? LineFor(ProgressRecord record)
        {
            int now = Environment.TickCount;
            lock (_shownAt)
            {
                if (record.RecordType == ProgressRecordType.Completed)
                {
                    _shownAt.Remove(record.ActivityId);
                    return null;
                }

                bool known = _shownAt.TryGetValue(record.ActivityId, out int before);
                if (known && unchecked(now - before) < Limits.ProgressIntervalMilliseconds)
                {
                    return null;
                }

                if (_shownAt.Count >= KnownActivities)
                {
                    _shownAt.Clear();
                }

                _shownAt[record.ActivityId] = now;
            }

            return Describe(record);
        }

        private static string Describe(ProgressRecord record)
        {
            var line = new StringBuilder(record.Activity);
            Append(line, ": ", record.StatusDescription);
            Append(line, " - ", record.CurrentOperation);
            if (record.PercentComplete >= 0)
            {
                line.Append(" (").Append(record.PercentComplete).Append("%)");
            }

            line.Replace('\n', ' ').Replace('\r', ' ');
            if (line.Length > Limits.ProgressChars)
            {
                line.Length = Limits.ProgressChars;
            }

            return line.ToString();
        }

        private static void Append(StringBuilder line, string separator, string? part)
        {
            if (!string.IsNullOrEmpty(part))
            {
                line.Append(separator).Append(part);
            }
        }
    }
}
