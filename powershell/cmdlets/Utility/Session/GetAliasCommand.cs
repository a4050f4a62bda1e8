using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Alias.</summary>
[Cmdlet(VerbsCommon.Get, "Alias", DefaultParameterSetName = "Default", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096702")]
[OutputType(typeof(AliasInfo))]
public sealed class GetAliasCommand : PSCmdlet
{
    /// <summary>Names or patterns; all when not given.</summary>
    [Parameter(ParameterSetName = "Default", Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Patterns of what is left out.</summary>
    [Parameter]
    public string[] Exclude { get; set; } = [];

    /// <summary>global, local, script or how many scopes up.</summary>
    [Parameter]
    public string? Scope { get; set; }

    /// <summary>Names or patterns of what aliases stand for.</summary>
    [Parameter(ParameterSetName = "Definition")]
    [ValidateNotNullOrEmpty]
    public string[]? Definition { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string wanted in Definition ?? Name)
        {
            WriteMatches(wanted);
        }
    }

    private void WriteMatches(string wanted)
    {
        WildcardPattern pattern = WildcardPattern.Get(wanted, WildcardOptions.IgnoreCase);
        List<AliasInfo> found = All()
            .Where(a => pattern.IsMatch(WordOf(a)) && !IsExcluded(WordOf(a)) && SessionState.IsVisible(MyInvocation.CommandOrigin, a))
            .OrderBy(a => a.Name, StringComparer.CurrentCultureIgnoreCase)
            .ToList();
        if (found.Count == 0 && !WildcardPattern.ContainsWildcardCharacters(wanted))
        {
            string what = Definition is null ? "name" : "definition";
            WriteError(new ErrorRecord(
                new ItemNotFoundException($"This command cannot find a matching alias because an alias with the {what} '{wanted}' does not exist."),
                nameof(ItemNotFoundException), ErrorCategory.ObjectNotFound, wanted));
        }

        found.ForEach(WriteObject);
    }

    private IEnumerable<AliasInfo> All()
    {
        object state = EngineMembers.Get(SessionState, "Internal")!;
        var table = (IDictionary<string, AliasInfo>)(string.IsNullOrEmpty(Scope)
            ? EngineMembers.Call(state, "GetAliasTable")
            : EngineMembers.Call(state, "GetAliasTableAtScope", Scope))!;
        return table.Values;
    }

    private string WordOf(AliasInfo alias) => Definition is null ? alias.Name : alias.Definition;

    private bool IsExcluded(string word) =>
        Array.Exists(Exclude, e => WildcardPattern.Get(e, WildcardOptions.IgnoreCase).IsMatch(word));
}
