using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>A group of Group-Object; the engine shows it as a table of count, name and group.</summary>
public class GroupInfo
{
    internal GroupInfo(KeyedObject first)
    {
        Values = new ArrayList(first.Values.Select(v => v.Value).ToArray());
        Name = string.Join(", ", first.Values.Where(v => v.Value is not null).Select(v => TextOf(v.Value!)));
        Add(first.Object);
    }

    /// <summary>The values that its objects share.</summary>
    public ArrayList Values { get; }

    /// <summary>The same as text.</summary>
    public string Name { get; }

    /// <summary>How many objects it has.</summary>
    public int Count { get; private set; }

    /// <summary>The objects.</summary>
    public Collection<PSObject> Group { get; } = [];

    internal virtual void Add(PSObject one)
    {
        Group.Add(one);
        Count++;
    }

    private protected void CountOne() => Count++;

    private static string TextOf(object value) =>
        (value is PSObject wrapped ? wrapped.BaseObject : value) is ICollection list
            ? "{" + string.Join(", ", list.Cast<object?>().Select(i => i?.ToString())) + "}"
            : value.ToString() ?? string.Empty;
}

/// <summary>One that only counts.</summary>
public sealed class GroupInfoNoElement : GroupInfo
{
    internal GroupInfoNoElement(KeyedObject first)
        : base(first)
    {
    }

    internal override void Add(PSObject one) => CountOne();
}
