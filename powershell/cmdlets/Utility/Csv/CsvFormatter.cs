using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace AitherZero.PowerShell.Utility.Csv;

/// <summary>Makes lines of objects.</summary>
internal sealed class CsvFormatter
{
    private const string ImportedPrefix = "CSV:";

    private readonly char _delimiter;
    private readonly BaseCsvWritingCommand.QuoteKind _quotes;
    private readonly HashSet<string>? _quoted;

    public CsvFormatter(char delimiter, BaseCsvWritingCommand.QuoteKind quotes, string[]? quotedColumns)
    {
        _delimiter = delimiter;
        _quotes = quotes;
        _quoted = quotedColumns is null ? null : new HashSet<string>(quotedColumns, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>The columns: keys of a dictionary, else properties.</summary>
    public static List<string> ColumnsOf(PSObject item)
    {
        if (item.BaseObject is not IDictionary dictionary)
        {
            return [.. item.Properties.Select(property => property.Name)];
        }

        List<string> columns = [.. dictionary.Keys.Cast<object>().Select(LanguagePrimitives.ConvertTo<string>)];
        columns.AddRange(item.Properties.Where(IsExtended).Select(property => property.Name));
        return columns;
    }

    /// <summary>The line with the type, without the mark of an import.</summary>
    public static string TypeLine(PSObject item)
    {
        if (item.TypeNames.Count == 0)
        {
            return "#TYPE";
        }

        string type = item.TypeNames[0];
        return "#TYPE " + (type.StartsWith(ImportedPrefix, StringComparison.OrdinalIgnoreCase)
            ? type[ImportedPrefix.Length..]
            : type);
    }

    public string Header(IEnumerable<string> columns) =>
        string.Join(_delimiter, columns.Select(column => Field(column, column)));

    /// <summary>A value that is null or cannot be read is an empty field without quotes.</summary>
    public string Line(PSObject item, IEnumerable<string> columns) =>
        string.Join(_delimiter, columns.Select(column => Field(column, ValueOf(item, column))));

    private static string? ValueOf(PSObject item, string column)
    {
        if (item.BaseObject is IDictionary dictionary && dictionary.Contains(column))
        {
            return dictionary[column]?.ToString();
        }

        try
        {
            return item.Properties[column]?.Value?.ToString();
        }
        catch (Exception problem) when (problem is not PipelineStoppedException)
        {
            return null;
        }
    }

    private static bool IsExtended(PSPropertyInfo property) => property.MemberType is
        PSMemberTypes.NoteProperty or PSMemberTypes.AliasProperty
        or PSMemberTypes.ScriptProperty or PSMemberTypes.CodeProperty;

    private string? Field(string column, string? value)
    {
        if (value is null)
        {
            return null;
        }

        bool quote = _quoted is not null
            ? _quoted.Contains(column)
            : _quotes == BaseCsvWritingCommand.QuoteKind.Always
                || (_quotes == BaseCsvWritingCommand.QuoteKind.AsNeeded
                    && value.AsSpan().IndexOfAny(_delimiter, '\n', '"') >= 0);
        return quote ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
    }
}
