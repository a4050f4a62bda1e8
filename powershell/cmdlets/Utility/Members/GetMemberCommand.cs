using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Member: the members of each type that comes by, once.</summary>
[Cmdlet(VerbsCommon.Get, "Member", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096704", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(MemberDefinition))]
public sealed class GetMemberCommand : PSCmdlet
{
    private const PSMemberTypes ExtendedTypes = PSMemberTypes.AliasProperty | PSMemberTypes.CodeMethod
        | PSMemberTypes.CodeProperty | PSMemberTypes.MemberSet | PSMemberTypes.NoteProperty
        | PSMemberTypes.PropertySet | PSMemberTypes.ScriptMethod | PSMemberTypes.ScriptProperty;

    private readonly HashSet<string> _shown = new(StringComparer.Ordinal);

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>Names or patterns.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Which kinds of members.</summary>
    [Parameter]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; } = PSMemberTypes.All;

    /// <summary>Whose members: the .NET type's, the adapter's, PowerShell's own.</summary>
    [Parameter]
    public PSMemberViewTypes View { get; set; } = PSMemberViewTypes.Adapted | PSMemberViewTypes.Extended;

    /// <summary>The static members of the object's type, or of the type that the object is.</summary>
    [Parameter]
    public SwitchParameter Static { get; set; }

    /// <summary>Also what is usually hidden.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        Type type = InputObject.BaseObject as Type ?? InputObject.BaseObject.GetType();
        string typeName = Static ? type.FullName! : InputObject.TypeNames.FirstOrDefault() ?? "<null>";
        if (!_shown.Add(typeName))
        {
            return;
        }

        foreach (string name in Name)
        {
            IEnumerable<PSMemberInfo> found = Static ? Match(StaticMembers(type), name, MemberType) : Find(name, typeName);
            foreach (MemberDefinition definition in found
                .Where(m => Force || m is not PSMethod || EngineMembers.Get(m, "IsSpecial") is false)
                .Select(m => new MemberDefinition(typeName, m.Name, m.MemberType, m.ToString()!))
                .OrderBy(d => d.MemberType.ToString(), StringComparer.OrdinalIgnoreCase)
                .ThenBy(d => d.Name, StringComparer.OrdinalIgnoreCase))
            {
                WriteObject(definition);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_shown.Count == 0)
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException("You must specify an object for the Get-Member cmdlet."),
                "NoObjectInGetMember", ErrorCategory.CloseError, null));
        }
    }

    /// <summary>Of several views the members of all, one for each name.</summary>
    private IEnumerable<PSMemberInfo> Find(string name, string typeName)
    {
        PSMemberTypes wanted = View.HasFlag(PSMemberViewTypes.Extended) || typeName == typeof(PSMemberSet).FullName
            ? MemberType
            : MemberType & ~ExtendedTypes;
        return ViewsOf(InputObject).SelectMany(view => Match(view, name, wanted))
            .DistinctBy(m => m.Name, StringComparer.OrdinalIgnoreCase);
    }

    private IEnumerable<PSMemberInfoCollection<PSMemberInfo>> ViewsOf(PSObject one)
    {
        const PSMemberViewTypes Everyday = PSMemberViewTypes.Adapted | PSMemberViewTypes.Extended;
        if (View.HasFlag(Everyday))
        {
            yield return one.Members;
        }
        else if (View.HasFlag(PSMemberViewTypes.Extended))
        {
            yield return SetOf(one, "psextended");
        }
        else if (View.HasFlag(PSMemberViewTypes.Adapted))
        {
            yield return SetOf(one, "psadapted");
        }

        if (View.HasFlag(PSMemberViewTypes.Base))
        {
            yield return SetOf(one, "psbase");
        }
    }

    private static PSMemberInfoCollection<PSMemberInfo> SetOf(PSObject one, string name) =>
        ((PSMemberSet)one.Members[name]).Members;

    private static PSMemberInfoCollection<PSMemberInfo> StaticMembers(Type type)
    {
        object adapter = EngineMembers.CallStatic(typeof(PSObject), "get_DotNetStaticAdapter")!;
        return (PSMemberInfoCollection<PSMemberInfo>)EngineMembers.CallGeneric(
            adapter, "BaseGetMembers", typeof(PSMemberInfo), type)!;
    }

    private IEnumerable<PSMemberInfo> Match(PSMemberInfoCollection<PSMemberInfo> members, string name, PSMemberTypes types)
    {
        if (!Force)
        {
            return members.Match(name, types);
        }

        object options = Enum.Parse(EngineMembers.FindType("System.Management.Automation.MshMemberMatchOptions"), "IncludeHidden");
        return (IEnumerable<PSMemberInfo>)EngineMembers.Call(members, "Match", name, types, options)!;
    }
}
