using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;

namespace AitherZero.PowerShell.Utility.Csv;

/// <summary>Makes objects of records: the first names the columns unless the user does.</summary>
internal sealed class CsvObjectReader
{
    private const string ExtendedLogHeader = "#Fields: ";

    private readonly PSCmdlet _cmdlet;
    private readonly char _delimiter;
    private bool _warned;

    public CsvObjectReader(PSCmdlet cmdlet, char delimiter, IList<string>? header)
    {
        _cmdlet = cmdlet;
        _delimiter = delimiter;
        Header = header;
    }

    /// <summary>The columns, once known.</summary>
    public IList<string>? Header { get; set; }

    /// <summary>The type that the text names, once known.</summary>
    public string? TypeName { get; private set; }

    /// <summary>Reads just the columns.</summary>
    public void ReadHeader(TextReader text) => ReadHeader(new CsvReader(text, _delimiter));

    /// <summary>Writes an object for each record.</summary>
    public void WriteObjects(TextReader text)
    {
        var reader = new CsvReader(text, _delimiter);
        ReadHeader(reader);
        while (reader.ReadRecord() is { } fields)
        {
            bool isBlank = fields.Count == 0 || (fields.Count == 1 && fields[0].Length == 0);
            if (!isBlank)
            {
                _cmdlet.WriteObject(Build(fields));
            }
        }
    }

    private void ReadHeader(CsvReader reader)
    {
        TypeName ??= reader.ReadType();
        while (Header is null && reader.ReadRecord() is { } fields)
        {
            while (fields.Count > 1 && fields[^1].Length == 0)
            {
                fields.RemoveAt(fields.Count - 1);
            }

            if (fields.Count > 0 && fields[0].StartsWith(ExtendedLogHeader, StringComparison.Ordinal))
            {
                fields[0] = fields[0][ExtendedLogHeader.Length..];
                Header = fields;
            }
            else if (fields.Count == 0 || !fields[0].StartsWith('#'))
            {
                Header = fields;
            }
        }

        RefuseDuplicates();
    }

    private void RefuseDuplicates()
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (string name in Header ?? [])
        {
            if (name.Length > 0 && !seen.Add(name))
            {
                _cmdlet.ThrowTerminatingError(new ErrorRecord(
                    new ExtendedTypeSystemException($"The member \"{name}\" is already present."),
                    "AlreadyPresentPSMemberInfoInternalCollectionAdd", ErrorCategory.NotSpecified, null));
            }
        }
    }

    private PSObject Build(List<string> fields)
    {
        var result = new PSObject();
        int unnamed = 0;
        for (int i = 0; i < Header!.Count; i++)
        {
            string name = string.IsNullOrEmpty(Header[i]) ? $"H{++unnamed}" : Header[i];
            result.Properties.Add(new PSNoteProperty(name, i < fields.Count ? fields[i] : null));
        }

        if (unnamed > 0 && !_warned)
        {
            _warned = true;
            _cmdlet.WriteWarning(
                "One or more headers were not specified. Default names starting with \"H\" have been used in place "
                + "of any missing headers.");
        }

        if (!string.IsNullOrEmpty(TypeName))
        {
            result.TypeNames.Clear();
            result.TypeNames.Add(TypeName);
            result.TypeNames.Add("CSV:" + TypeName);
        }

        return result;
    }
}
