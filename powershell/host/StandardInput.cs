using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation.Language;
using System.Text;

namespace AitherZero.PowerShell.Host;

/// <summary>Commands from standard input, as pwsh reads them without a prompt.</summary>
internal static class StandardInput
{
    /// <summary>
    /// Each line that is complete by itself, as soon as it was read. A line
    /// that leaves something open begins a block, which an empty line or the
    /// end of the input finishes.
    /// </summary>
    public static IEnumerable<string> Statements(TextReader input)
    {
        var block = new StringBuilder();
        for (string? line = input.ReadLine(); line is not null; line = input.ReadLine())
        {
            bool open = block.Length > 0 ? line.Trim().Length > 0 : IsOpen(line);
            if (open)
            {
                block.Append(line).Append('\n');
            }
            else
            {
                yield return block.Length > 0 ? block.ToString() : line;
                block.Clear();
            }
        }

        if (block.Length > 0)
        {
            yield return block.ToString();
        }
    }

    private static bool IsOpen(string line)
    {
        Parser.ParseInput(line, out _, out ParseError[] errors);
        return Array.Exists(errors, error => error.IncompleteInput);
    }
}
