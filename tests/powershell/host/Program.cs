using System;
using System.Collections.Generic;
using System.Linq;
using AitherZero.Tests;

namespace AitherZero.PowerShell.Host.Tests;

/// <summary>
/// Runs a pwsh as a program, the embedded one or a real one:
///
///     host-tests embedded|real PWSH CASES [NAME]...
///
/// CASES is a folder of NAME.ps1 with NAME.expected (standard output, then a
/// line "exit N"), run by -File; command lines come from a table. What only
/// the embedded host says is named "embedded" and left out for a real pwsh.
/// "-" for PWSH is the real one (<see cref="RealPowerShell"/>). Exit code 0 when
/// all passed, 1 when one failed, 77 when there is no such PowerShell.
/// </summary>
internal static class Program
{
    private const int Failed = 1;
    private const int BadUsage = 2;
    private const int Skipped = 77;

    private static int Main(string[] arguments)
    {
        if (arguments.Length < 3)
        {
            Console.Error.WriteLine("usage: host-tests embedded|real PWSH CASES [NAME]...");
            return BadUsage;
        }

        string? pwsh = RealPowerShell.Resolve(arguments[1]);
        if (pwsh is null)
        {
            Console.WriteLine(RealPowerShell.Missing);
            return Skipped;
        }

        bool embedded = arguments[0] == "embedded";
        string[] names = arguments[3..];
        IEnumerable<Case> chosen = ScriptCases.In(arguments[2]).Concat(CommandLineCases.All)
            .Where(one => embedded || !one.Name.Contains("embedded", StringComparison.Ordinal))
            .Where(one => names.Length == 0 || names.Contains(one.Name));
        return RunAll(pwsh, chosen.ToList()) ? 0 : Failed;
    }

    private static bool RunAll(string pwsh, List<Case> cases)
    {
        int failures = 0;
        foreach (Case one in cases)
        {
            Outcome outcome = Outcome.Of(pwsh, one);
            string? difference = one.Difference(outcome);
            failures += difference is null ? 0 : 1;
            Console.WriteLine(difference is null ? "ok    " + one.Name : $"FAIL  {one.Name}: {difference}");
        }

        Console.WriteLine($"{cases.Count - failures} of {cases.Count} cases passed");
        return failures == 0 && cases.Count > 0;
    }
}
