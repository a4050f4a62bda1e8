using System;
using System.Collections.Generic;
using Microsoft.PowerShell.Commands;

namespace AitherZero.PowerShell.Utility.Text;

/// <summary>Gives matches the lines around them, shown once each.</summary>
internal static class MatchContexts
{
    /// <summary>Sets the context of each match.</summary>
    /// <param name="lines">All lines of the file or pipeline.</param>
    /// <param name="matches">In the order of their lines, with the index of the line.</param>
    /// <param name="before">Lines before a match.</param>
    /// <param name="after">Lines after it.</param>
    public static void Set(
        IReadOnlyList<string> lines, IReadOnlyList<(int Index, MatchInfo Match)> matches, int before, int after)
    {
        int shown = 0; // Lines up to here have been shown.
        for (int i = 0; i < matches.Count; i++)
        {
            (int index, MatchInfo match) = matches[i];
            int first = Math.Max(0, index - before);
            int end = Math.Min(lines.Count, index + 1 + after);
            int next = i + 1 < matches.Count ? matches[i + 1].Index : lines.Count;
            int shownEnd = Math.Min(end, next);
            match.Context = new MatchInfoContext
            {
                PreContext = Slice(lines, first, index),
                PostContext = Slice(lines, index + 1, end),
                DisplayPreContext = Slice(lines, Math.Max(first, shown), index),
                DisplayPostContext = Slice(lines, index + 1, shownEnd),
            };
            shown = Math.Max(index + 1, shownEnd);
        }
    }

    private static string[] Slice(IReadOnlyList<string> lines, int from, int to)
    {
        var slice = new string[Math.Max(0, to - from)];
        for (int i = 0; i < slice.Length; i++)
        {
            slice[i] = lines[from + i];
        }

        return slice;
    }
}
