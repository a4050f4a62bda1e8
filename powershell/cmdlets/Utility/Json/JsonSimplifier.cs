using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Management.Automation.Language;
using System.Numerics;
using System.Reflection;
using System.Threading;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AitherZero.PowerShell.Utility.Json;

/// <summary>
/// Turns any object into dictionaries, lists and plain values, which a JSON
/// writer then writes in the one way there is. A property that cannot be read
/// becomes null.
/// </summary>
internal sealed class JsonSimplifier
{
    private const BindingFlags PublicInstance = BindingFlags.Public | BindingFlags.Instance;

    private readonly PSCmdlet _cmdlet;
    private readonly int _maxDepth;
    private readonly CancellationToken _stopping;
    private bool _warned;

    public JsonSimplifier(PSCmdlet cmdlet, int maxDepth, CancellationToken stopping)
    {
        _cmdlet = cmdlet;
        _maxDepth = maxDepth;
        _stopping = stopping;
    }

    public object? Simplify(object? value) => Simplify(value, depth: 0);

    private object? Simplify(object? value, int depth)
    {
        _stopping.ThrowIfCancellationRequested();
        if (value is null || value == AutomationNull.Value)
        {
            return null;
        }

        var wrapper = value as PSObject;
        object inner = wrapper is null ? value : wrapper.BaseObject;
        if (inner is DBNull or NullString)
        {
            return WithNotes(wrapper, null, depth, isObject: false);
        }

        if (IsPlain(inner))
        {
            return WithNotes(wrapper, inner, depth, isObject: false);
        }

        if (inner is JObject parsed)
        {
            return WithNotes(wrapper, parsed.ToObject<Dictionary<object, object?>>(), depth, isObject: false);
        }

        if (inner is Enum name)
        {
            return WithNotes(wrapper, SimplifyEnum(name), depth, isObject: false);
        }

        return depth > _maxDepth ? AsText(wrapper, inner, depth) : Open(wrapper, inner, depth);
    }

    /// <summary>A value that the writer knows.</summary>
    private static bool IsPlain(object value) =>
        value is string or DateTime or DateTimeOffset or Guid or Uri or decimal or BigInteger
        || value.GetType().IsPrimitive;

    /// <summary>JavaScript's numbers cannot hold what is larger than an int surely, so that those become names.</summary>
    private static object SimplifyEnum(Enum value) =>
        value.GetTypeCode() is TypeCode.Int64 or TypeCode.UInt64 ? value.ToString() : value;

    private object? AsText(PSObject? wrapper, object inner, int depth)
    {
        if (!_warned)
        {
            _warned = true;
            _cmdlet.WriteWarning(
                $"Resulting JSON is truncated as serialization has exceeded the set depth of {_maxDepth}.");
        }

        if (wrapper?.ImmediateBaseObject is PSCustomObject)
        {
            return LanguagePrimitives.ConvertTo(wrapper, typeof(string), CultureInfo.InvariantCulture);
        }

        object text = LanguagePrimitives.ConvertTo(inner, typeof(string), CultureInfo.InvariantCulture);
        return WithNotes(wrapper, text, depth, isObject: false);
    }

    private object? Open(PSObject? wrapper, object inner, int depth) => inner switch
    {
        IDictionary dictionary => WithNotes(wrapper, OpenDictionary(dictionary, depth), depth, isObject: false),
        IEnumerable items => WithNotes(wrapper, OpenList(items, depth), depth, isObject: false),
        _ => WithNotes(wrapper, OpenObject(inner, depth), depth, isObject: true),
    };

    private Dictionary<string, object?> OpenDictionary(IDictionary dictionary, int depth)
    {
        var result = new Dictionary<string, object?>(dictionary.Count);
        foreach (DictionaryEntry entry in dictionary)
        {
            if (entry.Key is not string name)
            {
                throw NonStringKey(dictionary);
            }

            result.Add(name, Simplify(entry.Value, depth + 1));
        }

        return result;
    }

    private RuntimeException NonStringKey(IDictionary dictionary)
    {
        var problem = new InvalidOperationException(
            $"The type '{dictionary.GetType().FullName}' is not supported for serialization or deserialization "
            + "of a dictionary. Keys must be strings.");
        _cmdlet.ThrowTerminatingError(new ErrorRecord(
            problem, "NonStringKeyInDictionary", ErrorCategory.InvalidOperation, dictionary));
        return new RuntimeException(); // Not reached.
    }

    private List<object?> OpenList(IEnumerable items, int depth)
    {
        var result = new List<object?>();
        foreach (object? item in items)
        {
            result.Add(Simplify(item, depth + 1));
        }

        return result;
    }

    /// <summary>Public fields, then public properties.</summary>
    private Dictionary<string, object?> OpenObject(object value, int depth)
    {
        var result = new Dictionary<string, object?>();
        Type type = value.GetType();
        foreach (FieldInfo field in type.GetFields(PublicInstance).Where(IsShown))
        {
            result.Add(field.Name, Simplify(ValueOrNull(() => field.GetValue(value)), depth + 1));
        }

        foreach (PropertyInfo property in type.GetProperties(PublicInstance).Where(IsShown))
        {
            if (property.GetMethod is { IsPublic: true } getter && getter.GetParameters().Length == 0)
            {
                result.Add(property.Name, Simplify(ValueOrNull(() => getter.Invoke(value, null)), depth + 1));
            }
        }

        return result;
    }

    private static bool IsShown(MemberInfo member) => !member.IsDefined(typeof(JsonIgnoreAttribute), inherit: true);

    /// <summary>
    /// Adds what PowerShell knows of an object besides its .NET members. A
    /// value or list that has such properties becomes an object with them and
    /// a "value"; text and dates keep being themselves.
    /// </summary>
    private object? WithNotes(PSObject? wrapper, object? simple, int depth, bool isObject)
    {
        if (wrapper is null || wrapper.BaseObject is string or DateTime)
        {
            return simple;
        }

        var members = simple as IDictionary;
        bool isNew = members is null;
        members ??= new Dictionary<string, object?> { ["value"] = simple };
        foreach (PSPropertyInfo property in wrapper.Properties)
        {
            if ((isObject || IsExtended(property)) && !members.Contains(property.Name))
            {
                members[property.Name] = Simplify(ValueOrNull(() => property.Value), depth + 1);
            }
        }

        return isNew && members.Count == 1 ? simple : members;
    }

    /// <summary>Of the type data or of this one object, rather than of .NET.</summary>
    private static bool IsExtended(PSPropertyInfo property) => property.MemberType is
        PSMemberTypes.NoteProperty or PSMemberTypes.AliasProperty
        or PSMemberTypes.ScriptProperty or PSMemberTypes.CodeProperty;

    private static object? ValueOrNull(Func<object?> read)
    {
        try
        {
            return read();
        }
        catch (Exception problem) when (problem is not PipelineStoppedException)
        {
            return null;
        }
    }
}
