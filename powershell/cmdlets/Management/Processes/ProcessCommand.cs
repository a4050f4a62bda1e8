using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace AitherZero.PowerShell.Management;

/// <summary>
/// A cmdlet over running processes. One that ended meanwhile is no reason to
/// fail, and has neither name nor id then.
/// </summary>
public abstract class ProcessCommand : PSCmdlet
{
    /// <summary>Those with names, sorted by name and id, each once.</summary>
    internal List<Process> FindByName(string[] patterns)
    {
        var found = new Dictionary<int, Process>();
        Process[] running = Process.GetProcesses();
        foreach (string pattern in patterns)
        {
            WildcardPattern matcher = WildcardPattern.Get(
                pattern, WildcardOptions.IgnoreCase);
            bool any = false;
            foreach (Process process in running)
            {
                if (matcher.IsMatch(NameOf(process)))
                {
                    any = true;
                    found.TryAdd(IdOf(process), process);
                }
            }

            if (!any && !WildcardPattern.ContainsWildcardCharacters(pattern))
            {
                WriteNameNotFound(pattern);
            }
        }

        return Sorted(found.Values);
    }

    /// <summary>Those with ids, sorted, each once.</summary>
    internal List<Process> FindById(int[] ids)
    {
        var found = new Dictionary<int, Process>();
        foreach (int id in ids)
        {
            try
            {
                found.TryAdd(id, Process.GetProcessById(id));
            }
            catch (ArgumentException)
            {
                WriteError(
                    $"Cannot find a process with the process identifier {id}.",
                    "NoProcessFoundForGivenId", ErrorCategory.ObjectNotFound,
                    id, string.Empty, null);
            }
        }

        return Sorted(found.Values);
    }

    /// <summary>The given ones as they are now, sorted, each once.</summary>
    internal static List<Process> Refreshed(Process[] processes)
    {
        var found = new Dictionary<int, Process>();
        foreach (Process process in processes)
        {
            process.Refresh();
            found.TryAdd(IdOf(process), process);
        }

        return Sorted(found.Values);
    }

    internal void WriteError(
        string message, string errorId, ErrorCategory category,
        Process process, Exception? cause) =>
        WriteError(message, errorId, category, process, NameOf(process), cause);

    internal static string NameOf(Process process)
    {
        try
        {
            return process.ProcessName;
        }
        catch (Exception problem) when (IsOfEnded(problem))
        {
            return string.Empty;
        }
    }

    internal static int IdOf(Process process)
    {
        try
        {
            return process.Id;
        }
        catch (Exception problem) when (IsOfEnded(problem))
        {
            return int.MinValue;
        }
    }

    internal static bool HasEnded(Process process)
    {
        try
        {
            return process.HasExited;
        }
        catch (Exception problem) when (IsOfEnded(problem))
        {
            return false;
        }
    }

    private static bool IsOfEnded(Exception problem) =>
        problem is Win32Exception or InvalidOperationException;

    private static List<Process> Sorted(IEnumerable<Process> processes)
    {
        var sorted = new List<Process>(processes);
        sorted.Sort((x, y) =>
        {
            int byName = string.Compare(
                NameOf(x), NameOf(y), StringComparison.CurrentCultureIgnoreCase);
            return byName != 0 ? byName : IdOf(x).CompareTo(IdOf(y));
        });
        return sorted;
    }

    private void WriteNameNotFound(string name)
    {
        if (int.TryParse(name, out int id) && id >= 0)
        {
            WriteError(
                $"Cannot find a process with the name \"{name}\". Try running "
                    + "with -Id to search by Id of processes.",
                "RecommendIdTagForGivenName", ErrorCategory.ObjectNotFound,
                name, name, null);
            return;
        }

        WriteError(
            $"Cannot find a process with the name \"{name}\". Verify the "
                + "process name and call the cmdlet again.",
            "NoProcessFoundForGivenName", ErrorCategory.ObjectNotFound,
            name, name, null);
    }

    private void WriteError(
        string message, string errorId, ErrorCategory category,
        object target, string processName, Exception? cause) =>
        WriteError(new ErrorRecord(
            new ProcessCommandException(message, cause)
            {
                ProcessName = processName,
            },
            errorId, category, target));
}
