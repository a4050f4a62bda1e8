using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands.Objects;

/// <summary>
/// One value of a -Property parameter: a name (with wildcards), a script
/// block, or a hashtable that has one of these under "expression" and more
/// under the other keys.
/// </summary>
internal sealed class PropertyArgument
{
    internal const string ExpressionKey = "expression";
    internal const string NameKey = "name";
    internal const string LabelKey = "label";
    internal const string AscendingKey = "ascending";
    internal const string DescendingKey = "descending";

    private readonly Dictionary<string, object> _entries = new(StringComparer.Ordinal);

    private PropertyArgument(PSPropertyExpression expression) => Expression = expression;

    internal PSPropertyExpression Expression { get; }

    /// <summary>What the caller calls the result; null if nothing.</summary>
    internal string? Name => _entries.GetValueOrDefault(NameKey) as string;

    /// <summary>Whether the order is reversed; null if the caller does not say.</summary>
    internal bool? Descending =>
        _entries.TryGetValue(DescendingKey, out object? down) ? (bool)down
        : _entries.TryGetValue(AscendingKey, out object? up) ? !(bool)up
        : null;

    /// <summary>
    /// Reads all values; ends the cmdlet at one that makes no sense. "label"
    /// is another word for "name".
    /// </summary>
    internal static List<PropertyArgument> Read(PSCmdlet cmdlet, object?[]? values, params string[] keys)
    {
        var arguments = new List<PropertyArgument>();
        foreach (object? value in values ?? [])
        {
            arguments.Add(ReadOne(cmdlet, Plain(value), keys));
        }

        return arguments;
    }

    private static object? Plain(object? value) => value is PSObject wrapped ? wrapped.BaseObject : value;

    private static PropertyArgument ReadOne(PSCmdlet cmdlet, object? value, string[] keys)
    {
        if (value is IDictionary table)
        {
            return ReadTable(cmdlet, table, keys);
        }

        return ReadExpression(cmdlet, value) is PSPropertyExpression expression
            ? new PropertyArgument(expression)
            : throw Problem(cmdlet, "DictionaryKeyUnknownType", value is null
                ? "The value of a parameter was null; one of the following types was expected: {System.String, System.Management.Automation.ScriptBlock}."
                : $"Cannot convert {value.GetType().FullName} to one of the following types {{System.String, System.Management.Automation.ScriptBlock}}.");
    }

    private static PSPropertyExpression? ReadExpression(PSCmdlet cmdlet, object? value) => value switch
    {
        ScriptBlock script => new PSPropertyExpression(script),
        PSPropertyExpression expression => expression,
        string { Length: 0 } => throw Problem(cmdlet, "ExpressionEmptyString2", "An empty string value is not allowed."),
        string name => new PSPropertyExpression(name),
        _ => null,
    };

    private static PropertyArgument ReadTable(PSCmdlet cmdlet, IDictionary table, string[] keys)
    {
        var entries = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (DictionaryEntry entry in table)
        {
            string given = KeyText(cmdlet, entry.Key);
            string key = MatchKey(cmdlet, given, keys);
            key = key == LabelKey ? NameKey : key;
            if (entries.ContainsKey(key))
            {
                throw Problem(cmdlet, "DictionaryKeyDuplicate", $"The duplicated key \"{given}\" conflicts with \"{key}\".");
            }

            entries[key] = ReadEntry(cmdlet, key, given, Plain(entry.Value));
        }

        if (!entries.Remove(ExpressionKey, out object? expression))
        {
            throw Problem(cmdlet, "DictionaryKeyMandatoryEntry", "A mandatory entry for expression is missing.");
        }

        var argument = new PropertyArgument((PSPropertyExpression)expression);
        foreach (KeyValuePair<string, object> entry in entries)
        {
            argument._entries.Add(entry.Key, entry.Value);
        }

        return argument;
    }

    private static string KeyText(PSCmdlet cmdlet, object key) =>
        key as string ?? throw Problem(
            cmdlet, "DictionaryKeyNonString", $"The {key.GetType().Name} key type is not valid. The key must be a string.");

    /// <summary>A key may be shortened as long as it stays clear.</summary>
    private static string MatchKey(PSCmdlet cmdlet, string given, string[] keys)
    {
        string[] found = keys.Where(k => k.StartsWith(given, StringComparison.OrdinalIgnoreCase)).ToArray();
        return found.Length switch
        {
            0 => throw Problem(cmdlet, "DictionaryKeyIllegal", $"The {given} key is not valid."),
            1 => found[0],
            _ => throw Problem(cmdlet, "DictionaryKeyAmbiguous", $"The {given} key is ambiguous; {found[0]} and {found[1]} conflict."),
        };
    }

    private static object ReadEntry(PSCmdlet cmdlet, string key, string given, object? value) => (key, value) switch
    {
        (AscendingKey or DescendingKey, _) => LanguagePrimitives.IsTrue(value),
        (_, null) => throw Problem(cmdlet, "DictionaryKeyMissingValue", $"The {given} key has no value."),
        (ExpressionKey, string { Length: 0 }) => throw Problem(
            cmdlet, "ExpressionEmptyString1", $"The \"{key}\" key cannot have an empty string value."),
        (ExpressionKey, string or ScriptBlock) => ReadExpression(cmdlet, value)!,
        (ExpressionKey, _) => throw Problem(
            cmdlet, "DictionaryKeyIllegalValue1",
            $"The \"{given}\" key has a type, {value.GetType().FullName}, that is not valid; "
            + "expected types are {System.String, System.Management.Automation.ScriptBlock}."),
        (_, string) => value,
        _ => throw Problem(
            cmdlet, "DictionaryKeyIllegalValue2",
            $"The \"{given}\" key has a type, {value.GetType().FullName}, that is not valid; expected type is System.String."),
    };

    /// <summary>Ends the cmdlet; returns only for the compiler.</summary>
    private static Exception Problem(PSCmdlet cmdlet, string id, string message)
    {
        var record = new ErrorRecord(new NotSupportedException(), id, ErrorCategory.InvalidArgument, null)
        {
            ErrorDetails = new ErrorDetails(message),
        };
        cmdlet.ThrowTerminatingError(record);
        return record.Exception;
    }
}
