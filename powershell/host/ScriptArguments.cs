using System;
using System.Collections.Generic;
using System.Management.Automation.Runspaces;

namespace AitherZero.PowerShell.Host;

/// <summary>Turns the words after a script into parameters and arguments by pwsh's rules.</summary>
internal static class ScriptArguments
{
    /// <summary>
    /// A word with a leading dash is a parameter's name; `-Name:value` carries
    /// its value, `-Name:` takes the next word. Only a value after a colon is
    /// read as a boolean; all else is text that the script's parameters
    /// convert. Nothing is evaluated.
    /// </summary>
    public static void Collect(ReadOnlySpan<string> words, List<CommandParameter> into)
    {
        string? waiting = null;
        foreach (string word in words)
        {
            if (waiting is not null)
            {
                into.Add(new CommandParameter(waiting, word));
                waiting = null;
            }
            else if (word.Length > 1 && word[0] is '-' or '\u2013' or '\u2014' or '\u2015')
            {
                waiting = AddNamed(word, into);
            }
            else
            {
                into.Add(new CommandParameter(null, word));
            }
        }
    }

    /// <summary>The name that still waits for its value, or null.</summary>
    private static string? AddNamed(string word, List<CommandParameter> into)
    {
        int colon = word.IndexOf(':');
        if (colon == word.Length - 1)
        {
            return word.TrimEnd(':');
        }

        into.Add(colon < 0
            ? new CommandParameter(word)
            : new CommandParameter(word[..colon], BooleanOrText(word[(colon + 1)..])));
        return null;
    }

    private static object BooleanOrText(string text)
    {
        ReadOnlySpan<char> bare = text.StartsWith('$') ? text.AsSpan(1) : text;
        return bool.TryParse(bare, out bool value) ? value : text;
    }
}
