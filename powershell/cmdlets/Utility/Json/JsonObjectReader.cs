using System;
using System.Collections.Generic;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace AitherZero.PowerShell.Utility.Json;

/// <summary>Reads JSON text into PowerShell's objects, or into ordered hashtables.</summary>
internal sealed class JsonObjectReader
{
    private readonly Cmdlet _cmdlet;
    private readonly bool _asHashtable;
    private readonly JsonSerializerSettings _settings;

    public JsonObjectReader(Cmdlet cmdlet, bool asHashtable, int depth, JsonDateKind dates)
    {
        _cmdlet = cmdlet;
        _asHashtable = asHashtable;
        _settings = new JsonSerializerSettings
        {
            TypeNameHandling = TypeNameHandling.None,
            MetadataPropertyHandling = MetadataPropertyHandling.Ignore,
            MaxDepth = depth,
            DateParseHandling = dates switch
            {
                JsonDateKind.Offset => DateParseHandling.DateTimeOffset,
                JsonDateKind.String => DateParseHandling.None,
                _ => DateParseHandling.DateTime,
            },
            DateTimeZoneHandling = dates switch
            {
                JsonDateKind.Default => DateTimeZoneHandling.RoundtripKind,
                JsonDateKind.Local => DateTimeZoneHandling.Local,
                JsonDateKind.Utc => DateTimeZoneHandling.Utc,
                _ => DateTimeZoneHandling.Unspecified,
            },
        };
    }

    /// <summary>The value of the text; null when there is none.</summary>
    /// <exception cref="ArgumentException">The text is not JSON.</exception>
    public object? Read(string text)
    {
        object? parsed;
        try
        {
            parsed = JsonConvert.DeserializeObject(text, _settings);
        }
        catch (JsonException problem)
        {
            throw new ArgumentException("Conversion from JSON failed with error: " + problem.Message, problem);
        }

        return parsed is JToken token ? Convert(token) : parsed;
    }

    private object? Convert(JToken token) => token switch
    {
        JArray list => ConvertList(list),
        JObject members => _asHashtable ? ConvertToHashtable(members) : ConvertToObject(members),
        _ => ((JValue)token).Value,
    };

    private object?[] ConvertList(JArray list)
    {
        var result = new List<object?>(list.Count);
        foreach (JToken item in list)
        {
            if (item.Type != JTokenType.Comment)
            {
                result.Add(Convert(item));
            }
        }

        return result.ToArray();
    }

    private OrderedHashtable ConvertToHashtable(JObject members)
    {
        var result = new OrderedHashtable(members.Count);
        foreach ((string name, JToken? value) in members)
        {
            result.Add(name, Convert(value!));
        }

        return result;
    }

    /// <summary>The names of an object's members have no case, so that two of JSON's may be one too many.</summary>
    private PSObject ConvertToObject(JObject members)
    {
        var result = new PSObject();
        var names = new HashSet<string>(members.Count, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, JToken? value) in members)
        {
            if (name.Length == 0)
            {
                Fail(
                    "The provided JSON includes a property whose name is an empty string, "
                    + "this is only supported using the -AsHashTable switch.", "EmptyKeyInJsonString");
            }

            if (names.TryGetValue(name, out string? other))
            {
                Fail(
                    "Cannot convert the JSON string because it contains keys with different casing. Please use the "
                    + "-AsHashTable switch instead. The key that was attempted to be added to the existing key "
                    + $"'{other}' was '{name}'.", "KeysWithDifferentCasingInJsonString");
            }

            names.Add(name);
            result.Properties.Add(new PSNoteProperty(name, Convert(value!)), preValidated: true);
        }

        return result;
    }

    private void Fail(string message, string id) => _cmdlet.ThrowTerminatingError(
        new ErrorRecord(new InvalidOperationException(message), id, ErrorCategory.InvalidOperation, null));
}
