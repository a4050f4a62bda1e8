using System;
using System.IO;

namespace AitherZero.Tests;

/// <summary>
/// The real PowerShell to test with: what AITHERZERO_TEST_PWSH names, else the
/// pwsh on PATH; asked when the tests run, so that one may come and go without
/// a new build.
/// </summary>
internal static class RealPowerShell
{
    public const string Missing = "skipped: AITHERZERO_TEST_PWSH names no PowerShell, and there is no pwsh on PATH";

    /// <summary>The path as given, or the real one for "-"; null where there is none.</summary>
    public static string? Resolve(string given)
    {
        string? path = given != "-" ? given : Environment.GetEnvironmentVariable("AITHERZERO_TEST_PWSH") ?? OnPath();
        return File.Exists(path) ? Path.GetFullPath(path) : null;
    }

    private static string? OnPath()
    {
        string name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        foreach (string folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
        {
            string candidate = Path.Combine(folder, name);
            if (folder.Length > 0 && File.Exists(candidate))
            {
                return candidate;
            }
        }

        return null;
    }
}
