using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Group-Object. Groups come in the order of their values, or of the input where the values are of several types.</summary>
[Cmdlet(VerbsData.Group, "Object", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096619", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(Hashtable), typeof(GroupInfo))]
public sealed class GroupObjectCommand : ObjectBase
{
    /// <summary>Only counts.</summary>
    [Parameter]
    public SwitchParameter NoElement { get; set; }

    /// <summary>Writes one hashtable from value to objects.</summary>
    [Parameter(ParameterSetName = "HashTable")]
    [Alias("AHT")]
    public SwitchParameter AsHashTable { get; set; }

    /// <summary>The hashtable's keys are text.</summary>
    [Parameter(ParameterSetName = "HashTable")]
    public SwitchParameter AsString { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (AsString && !AsHashTable)
        {
            Fail("The command cannot be run because the AsString parameter requires that you specify the AsHashtable parameter.", AsString);
        }

        if (AsHashTable && !AsString && Property is { Length: > 1 })
        {
            Fail(
                "The command cannot be run because using the AsHashTable parameter with more than one property requires adding the AsString parameter.",
                Property);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        var keys = new ObjectKeys(this, PropertyArgument.Read(this, Property, PropertyArgument.ExpressionKey), Input);
        var comparer = new KeyComparer(keys, descending: false, EffectiveCulture, CaseSensitive);
        List<KeyedObject> objects = keys.Evaluate(Input);
        List<GroupInfo> groups = HasSeveralTypes(objects, keys.Count)
            ? GroupAsTheyCome(objects, comparer)
            : GroupInOrder(objects, comparer);
        if (!AsHashTable)
        {
            WriteObject(groups, enumerateCollection: true);
        }
        else if (groups.Count > 0)
        {
            WriteTable(groups);
        }
    }

    private static bool HasSeveralTypes(List<KeyedObject> objects, int keys) =>
        Enumerable.Range(0, keys).Any(key => objects
            .Select(o => TypeOf(o.Values[key].Value))
            .Where(t => t is not null)
            .Distinct()
            .Skip(1)
            .Any());

    private static Type? TypeOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value)?.GetType();

    private List<GroupInfo> GroupInOrder(List<KeyedObject> objects, KeyComparer comparer)
    {
        var groups = new List<GroupInfo>();
        KeyedObject? last = null;
        foreach (KeyedObject one in objects.Order(comparer))
        {
            if (last is not null && comparer.Compare(last, one) == 0)
            {
                groups[^1].Add(one.Object);
            }
            else
            {
                groups.Add(NewGroup(one));
            }

            last = one;
        }

        return groups;
    }

    private List<GroupInfo> GroupAsTheyCome(List<KeyedObject> objects, KeyComparer comparer)
    {
        var groups = new List<(KeyedObject First, GroupInfo Group)>();
        foreach (KeyedObject one in objects)
        {
            int known = groups.FindIndex(g => comparer.Compare(g.First, one) == 0);
            if (known >= 0)
            {
                groups[known].Group.Add(one.Object);
            }
            else
            {
                groups.Add((one, NewGroup(one)));
            }
        }

        return groups.ConvertAll(g => g.Group);
    }

    private GroupInfo NewGroup(KeyedObject first) => NoElement ? new GroupInfoNoElement(first) : new GroupInfo(first);

    private void WriteTable(List<GroupInfo> groups)
    {
        var table = new Hashtable(CaseSensitive ? StringComparer.CurrentCulture : StringComparer.CurrentCultureIgnoreCase);
        try
        {
            foreach (GroupInfo group in groups)
            {
                object? key = group.Values[0] is PSObject wrapped ? wrapped.BaseObject : group.Values[0];
                table.Add(AsString ? group.Name : key!, group.Group);
            }
        }
        catch (ArgumentException problem)
        {
            const string Text = "The objects grouped by this property cannot be expanded because there is a key duplication. "
                + "Provide a valid value for the property, and then try again.";
            WriteError(new ErrorRecord(new ArgumentException(Text, problem), Text, ErrorCategory.InvalidArgument, null));
            return;
        }

        WriteObject(table);
    }

    private void Fail(string message, object target) => ThrowTerminatingError(
        new ErrorRecord(new ArgumentException(message), nameof(ArgumentException), ErrorCategory.InvalidArgument, target));
}
