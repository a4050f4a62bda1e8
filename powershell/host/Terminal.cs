using System;
using System.Text;

namespace AitherZero.PowerShell.Host;

/// <summary>What the terminal can do.</summary>
internal static class Terminal
{
    /// <summary>Whether a stream shows colours: it is a terminal that has them and NO_COLOR is not set.</summary>
    public static bool TakesColour(bool redirected)
    {
        if (redirected || !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")))
        {
            return false;
        }

        return Environment.GetEnvironmentVariable("TERM") is not ("dumb" or "xterm-mono");
    }

    /// <summary>Reads a line from the keyboard without showing it.</summary>
    public static string ReadHidden()
    {
        var line = new StringBuilder();
        while (true)
        {
            ConsoleKeyInfo key = Console.ReadKey(intercept: true);
            switch (key.Key)
            {
                case ConsoleKey.Enter:
                    Console.Out.WriteLine();
                    return line.ToString();
                case ConsoleKey.Backspace:
                    line.Length = Math.Max(line.Length - 1, 0);
                    break;
                default:
                    line.Append(key.KeyChar);
                    break;
            }
        }
    }
}
