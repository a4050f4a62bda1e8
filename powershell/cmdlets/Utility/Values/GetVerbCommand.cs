using System;
using System.Management.Automation;
using System.Reflection;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// Get-Verb: the verbs that cmdlets may begin with. The engine keeps the list,
/// with prefixes and descriptions, to itself; it is asked by reflection.
/// </summary>
[Cmdlet(VerbsCommon.Get, "Verb", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097026")]
[OutputType(typeof(VerbInfo))]
public class GetVerbCommand : Cmdlet
{
    private const string Type = "System.Management.Automation.Verbs";
    private const string Method = "FilterByVerbsAndGroups";

    /// <summary>Wildcards of verbs.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, Position = 0)]
    public string[]? Verb { get; set; }

    /// <summary>Groups of verbs.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true, Position = 1)]
    [ValidateSet("Common", "Communications", "Data", "Diagnostic", "Lifecycle", "Other", "Security")]
    public string[]? Group { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        MethodInfo filter = typeof(PSObject).Assembly.GetType(Type)?.GetMethod(
                Method, BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public)
            ?? throw new MissingMethodException(Type, Method);
        object? verbs = filter.Invoke(
            null, BindingFlags.DoNotWrapExceptions, binder: null, [Verb, Group], culture: null);
        WriteObject(verbs, enumerateCollection: true);
    }
}
