using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace AitherZero.PowerShell.Host.Tests;

/// <summary>The cases that are files.</summary>
internal static class ScriptCases
{
    private const string ExitLine = "exit ";

    public static IEnumerable<Case> In(string folder) =>
        Directory.GetFiles(folder, "*.ps1").Where(HasExpectation).Order(StringComparer.Ordinal).Select(Read);

    /// <summary>A script without one is a helper of another case.</summary>
    private static bool HasExpectation(string script) => File.Exists(ExpectationOf(script));

    private static Case Read(string script)
    {
        string expected = File.ReadAllText(ExpectationOf(script));
        int last = expected.TrimEnd('\n').LastIndexOf('\n') + 1;
        string exit = expected[last..].TrimEnd('\n');
        if (!exit.StartsWith(ExitLine, StringComparison.Ordinal))
        {
            throw new InvalidDataException(script + ": the expectation does not end with a line 'exit N'");
        }

        return new Case(Path.GetFileNameWithoutExtension(script), ["-NoProfile", "-File", Path.GetFileName(script)])
        {
            Folder = Path.GetFullPath(Path.GetDirectoryName(script)!),
            Output = expected[..last],
            ExitCode = int.Parse(exit[ExitLine.Length..], CultureInfo.InvariantCulture),
        };
    }

    private static string ExpectationOf(string script) => Path.ChangeExtension(script, ".expected");
}
