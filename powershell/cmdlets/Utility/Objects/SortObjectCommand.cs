using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Sort-Object. Equal objects keep their order, asked for or not.</summary>
[Cmdlet("Sort", "Object", DefaultParameterSetName = "Default", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097038", RemotingCapability = RemotingCapability.None)]
public sealed class SortObjectCommand : ObjectBase
{
    /// <summary>Equal objects keep their order.</summary>
    [Parameter(ParameterSetName = "Default")]
    public SwitchParameter Stable { get; set; }

    /// <summary>From the greatest to the least.</summary>
    [Parameter]
    public SwitchParameter Descending { get; set; }

    /// <summary>Only the first of equal ones.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>Only so many from the start.</summary>
    [Parameter(ParameterSetName = "Top", Mandatory = true)]
    [ValidateRange(1, int.MaxValue)]
    public int Top { get; set; }

    /// <summary>Only so many from the end.</summary>
    [Parameter(ParameterSetName = "Bottom", Mandatory = true)]
    [ValidateRange(1, int.MaxValue)]
    public int Bottom { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        List<PropertyArgument> properties = PropertyArgument.Read(
            this, Property, PropertyArgument.ExpressionKey, PropertyArgument.AscendingKey, PropertyArgument.DescendingKey);
        var keys = new ObjectKeys(this, properties, Input);
        var comparer = new KeyComparer(keys, Descending, EffectiveCulture, CaseSensitive);
        List<KeyedObject> sorted = keys.Evaluate(Input);
        sorted.Sort((one, two) => comparer.Compare(one, two) is int order and not 0 ? order : one.Order.CompareTo(two.Order));
        foreach (KeyedObject one in Choose(Unique ? WithoutRepeats(sorted, comparer) : sorted))
        {
            WriteObject(one.Object);
        }
    }

    private static List<KeyedObject> WithoutRepeats(List<KeyedObject> sorted, KeyComparer comparer)
    {
        var unique = new List<KeyedObject>();
        foreach (KeyedObject one in sorted)
        {
            if (unique.Count == 0 || comparer.Compare(unique[^1], one) != 0)
            {
                unique.Add(one);
            }
        }

        return unique;
    }

    private IEnumerable<KeyedObject> Choose(List<KeyedObject> sorted) =>
        Top > 0 ? sorted.Take(Top)
        : Bottom > 0 ? sorted.Skip(Math.Max(0, sorted.Count - Bottom))
        : sorted;
}
