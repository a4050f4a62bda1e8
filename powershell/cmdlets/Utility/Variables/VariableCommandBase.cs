using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Finds variables; by scope only the engine itself can.</summary>
public abstract class VariableCommandBase : PSCmdlet
{
    /// <summary>global, local, script, private or how many scopes up.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Scope { get; set; }

    /// <summary>Patterns of the names that are taken; empty for all.</summary>
    private protected string[] IncludeFilters { get; set; } = [];

    /// <summary>Patterns of the names that are left out.</summary>
    private protected string[] ExcludeFilters { get; set; } = [];

    /// <summary>The engine's own session state.</summary>
    private protected object EngineState => EngineMembers.Get(SessionState, "Internal")!;

    /// <summary>
    /// The variables called <paramref name="name"/>, seen from <paramref name="scope"/>
    /// or, if null, from here. Reports a plain name that is not there unless
    /// <paramref name="quiet"/>; <paramref name="filtered"/> tells that the
    /// filters took what there was.
    /// </summary>
    private protected List<PSVariable> Find(string name, string? scope, bool quiet, out bool filtered)
    {
        filtered = false;
        IEnumerable<PSVariable> found = WildcardPattern.ContainsWildcardCharacters(name)
            ? FindByPattern(name, scope, ref filtered)
            : FindByName(name, scope, quiet);
        var visible = new List<PSVariable>();
        foreach (PSVariable variable in found)
        {
            if (!PassesFilters(variable.Name))
            {
                filtered = true;
            }
            else if (SessionState.IsVisible(MyInvocation.CommandOrigin, variable))
            {
                visible.Add(variable);
            }
        }

        return visible;
    }

    /// <summary>Reports that there is no such variable.</summary>
    private protected void WriteNotFound(string name)
    {
        var problem = (ItemNotFoundException)EngineMembers.Create(
            typeof(ItemNotFoundException), name, "VariableNotFound", "Cannot find a variable with the name '{0}'.");
        WriteError(new ErrorRecord(problem.ErrorRecord, problem));
    }

    /// <summary>Runs <paramref name="change"/>; reports the engine's refusal and returns false.</summary>
    private protected bool Try(Action change)
    {
        try
        {
            change();
            return true;
        }
        catch (SessionStateException problem)
        {
            WriteError(new ErrorRecord(problem.ErrorRecord, problem));
        }
        catch (PSArgumentException problem)
        {
            WriteError(new ErrorRecord(problem.ErrorRecord, problem));
        }

        return false;
    }

    /// <summary>Runs <paramref name="change"/> with a read-only variable made writable for the moment.</summary>
    private protected static void WhileWritable(PSVariable variable, bool force, Action change)
    {
        bool locked = force && variable.Options.HasFlag(ScopedItemOptions.ReadOnly);
        if (locked)
        {
            EngineMembers.Call(variable, "SetOptions", variable.Options & ~ScopedItemOptions.ReadOnly, true);
        }

        try
        {
            change();
        }
        finally
        {
            if (locked)
            {
                EngineMembers.Call(variable, "SetOptions", variable.Options | ScopedItemOptions.ReadOnly, true);
            }
        }
    }

    private IEnumerable<PSVariable> FindByName(string name, string? scope, bool quiet)
    {
        var variable = (PSVariable?)(scope is null
            ? SessionState.PSVariable.Get(name)
            : EngineMembers.Call(SessionState.PSVariable, "GetAtScope", name, scope));
        if (variable is not null)
        {
            return [variable];
        }

        if (!quiet)
        {
            WriteNotFound(name);
        }

        return [];
    }

    private IEnumerable<PSVariable> FindByPattern(string name, string? scope, ref bool filtered)
    {
        filtered = true;
        var table = (IDictionary<string, PSVariable>)(scope is null
            ? EngineMembers.Call(EngineState, "GetVariableTable")
            : EngineMembers.Call(EngineState, "GetVariableTableAtScope", scope))!;
        WildcardPattern pattern = WildcardPattern.Get(name, WildcardOptions.IgnoreCase);
        return table.Values.Where(v => pattern.IsMatch(v.Name)).ToList();
    }

    private bool PassesFilters(string name) =>
        (IncludeFilters.Length == 0 || Matches(IncludeFilters, name)) && !Matches(ExcludeFilters, name);

    private static bool Matches(string[] filters, string name) =>
        Array.Exists(filters, f => WildcardPattern.Get(f, WildcardOptions.IgnoreCase).IsMatch(name));
}
