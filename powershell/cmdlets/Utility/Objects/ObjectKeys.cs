using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands.Objects;

/// <summary>An object with the values that it is ordered or grouped by.</summary>
/// <param name="Object">The object.</param>
/// <param name="Values">A value for each key; Exists is false where the object has no such property.</param>
/// <param name="Order">Its place in the input.</param>
internal sealed record KeyedObject(PSObject Object, (object? Value, bool Exists)[] Values, int Order);

/// <summary>
/// Evaluates the -Property of the cmdlets that order and group. Wildcards
/// stand for the properties that the input's objects have.
/// </summary>
internal sealed class ObjectKeys
{
    private readonly PSCmdlet _cmdlet;
    private readonly List<(PSPropertyExpression? Expression, bool? Descending)> _keys = [];

    /// <summary>Without properties an object is its own key, or by what its type says it is ordered.</summary>
    internal ObjectKeys(PSCmdlet cmdlet, List<PropertyArgument> properties, List<PSObject> input)
    {
        _cmdlet = cmdlet;
        if (properties.Count == 0)
        {
            AddDefaults(input);
            return;
        }

        foreach (PropertyArgument property in properties)
        {
            Add(property, input);
        }
    }

    internal int Count => _keys.Count;

    internal bool? IsDescending(int key) => _keys[key].Descending;

    /// <summary>The input with its keys.</summary>
    internal List<KeyedObject> Evaluate(List<PSObject> input) =>
        input.Select((one, order) => Evaluate(one, order)).ToList();

    internal KeyedObject Evaluate(PSObject one, int order) =>
        new(one, _keys.Select(k => ValueOf(k.Expression, one)).ToArray(), order);

    /// <summary>The keys' values with what they are called.</summary>
    internal IEnumerable<(string Name, object? Value)> NamesOf(KeyedObject one) =>
        _keys.Zip(one.Values, (key, value) => (key.Expression?.ToString() ?? string.Empty, value.Value));

    private void Add(PropertyArgument property, List<PSObject> input)
    {
        if (!property.Expression.HasWildCardCharacters)
        {
            _keys.Add((property.Expression, property.Descending));
            return;
        }

        var known = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyExpression found in input.SelectMany(one => property.Expression.ResolveNames(one)))
        {
            if (known.Add(found.ToString()))
            {
                _keys.Add((found, property.Descending));
            }
        }
    }

    private void AddDefaults(List<PSObject> input)
    {
        PSPropertySet? set = input.Count == 0
            ? null
            : (input[0].Members["PSStandardMembers"] as PSMemberSet)?.Members["DefaultKeyPropertySet"] as PSPropertySet;
        foreach (string name in set?.ReferencedPropertyNames ?? [])
        {
            _keys.Add((new PSPropertyExpression(name), null));
        }

        if (_keys.Count == 0)
        {
            _keys.Add((null, null));
        }
    }

    private (object? Value, bool Exists) ValueOf(PSPropertyExpression? expression, PSObject one)
    {
        if (expression is null)
        {
            return (one, true);
        }

        List<PSPropertyExpressionResult> results = expression.GetValues(one);
        if (results.Count == 0)
        {
            return (null, false);
        }

        if (results[0].Exception is Exception problem)
        {
            _cmdlet.WriteError(new ErrorRecord(problem, "ExpressionEvaluation", ErrorCategory.InvalidResult, one));
            return (null, false);
        }

        return (results[0].Result, true);
    }
}

/// <summary>Orders objects by their keys, the first one first. What lacks a property comes last, in either direction.</summary>
internal sealed class KeyComparer : IComparer<KeyedObject>
{
    private readonly ValueComparer[] _comparers;

    internal KeyComparer(ObjectKeys keys, bool descending, CultureInfo culture, bool caseSensitive) =>
        _comparers = Enumerable.Range(0, keys.Count)
            .Select(key => new ValueComparer(keys.IsDescending(key) ?? descending, culture, caseSensitive))
            .ToArray();

    /// <inheritdoc/>
    public int Compare(KeyedObject? first, KeyedObject? second)
    {
        for (int key = 0; key < _comparers.Length; key++)
        {
            int order = CompareOne(_comparers[key], first!.Values[key], second!.Values[key]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private static int CompareOne(ValueComparer comparer, (object? Value, bool Exists) one, (object? Value, bool Exists) two) =>
        (one.Exists, two.Exists) switch
        {
            (true, true) => comparer.Compare(one.Value, two.Value),
            (true, false) => -1,
            (false, true) => 1,
            _ => 0,
        };
}
