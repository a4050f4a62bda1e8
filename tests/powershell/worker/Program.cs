using System;
using System.Collections.Generic;
using AitherZero.Tests;

namespace AitherZero.Worker.Tests;

/// <summary>
/// Drives a real worker over its two pipes, as docs/design/worker-protocol.md
/// describes it:
///
///     worker-tests PWSH WORKER [NAME]...
///
/// PWSH is the PowerShell to use ("-": the real one, see
/// <see cref="RealPowerShell"/>), WORKER the assembly; NAMEs choose cases. Exit code 0 when all
/// passed, 1 when one failed, 77 when there is no such PowerShell.
/// </summary>
internal static class Program
{
    private const int Failed = 1;
    private const int BadUsage = 2;
    private const int Skipped = 77;

    private static int Main(string[] arguments)
    {
        if (arguments.Length < 2)
        {
            Console.Error.WriteLine("usage: worker-tests PWSH WORKER [NAME]...");
            return BadUsage;
        }

        string? pwsh = RealPowerShell.Resolve(arguments[0]);
        if (pwsh is null)
        {
            Console.WriteLine(RealPowerShell.Missing);
            return Skipped;
        }

        using var fixture = new Fixture(pwsh, arguments[1]);
        return RunAll(fixture, Chosen(arguments)) ? 0 : Failed;
    }

    private static List<Case> Chosen(string[] arguments)
    {
        Case[][] groups =
        [
            ParameterCases.All, StreamCases.All, EndCases.All, PlaceCases.All,
            IsolationCases.All, TaintCases.All, FrameCases.All,
            ObjectsCases.All,
        ];
        var chosen = new List<Case>();
        foreach (Case[] group in groups)
        {
            foreach (Case one in group)
            {
                if (arguments.Length == 2 || Array.IndexOf(arguments, one.Name, 2) > 0)
                {
                    chosen.Add(one);
                }
            }
        }

        return chosen;
    }

    private static bool RunAll(Fixture fixture, List<Case> cases)
    {
        int failures = 0;
        foreach (Case one in cases)
        {
            try
            {
                one.Body(fixture);
                Console.WriteLine("ok    " + one.Name);
            }
            catch (Exception problem)
            {
                failures++;
                Console.WriteLine($"FAIL  {one.Name}: {problem.Message}");
                fixture.DropWorker();
            }
        }

        Console.WriteLine($"{cases.Count - failures} of {cases.Count} cases passed");
        return failures == 0 && cases.Count > 0;
    }
}

/// <summary>A named case; it fails by throwing.</summary>
internal sealed record Case(string Name, Action<Fixture> Body);
