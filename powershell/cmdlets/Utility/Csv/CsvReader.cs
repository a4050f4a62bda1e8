using System.Collections.Generic;
using System.IO;
using System.Text;

namespace AitherZero.PowerShell.Utility.Csv;

/// <summary>
/// Splits text into records. A field in quotes may have delimiters, doubled
/// quotes and ends of lines. Blanks before a field are left out, blanks after
/// the closing quote too, and of those after other text all but the first.
/// </summary>
internal sealed class CsvReader
{
    private readonly TextReader _text;
    private readonly char _delimiter;

    public CsvReader(TextReader text, char delimiter)
    {
        _text = text;
        _delimiter = delimiter;
    }

    /// <summary>The type of a first line "#TYPE name"; such a line is read in any case.</summary>
    public string? ReadType()
    {
        if (_text.Peek() != '#')
        {
            return null;
        }

        string line = _text.ReadLine()!;
        bool isType = line.StartsWith("#Type", System.StringComparison.OrdinalIgnoreCase);
        string type = isType ? line["#Type".Length..].Trim() : "";
        return type.Length == 0 ? null : type;
    }

    /// <summary>The fields of the next record, one empty field for an empty line; null at the end.</summary>
    public List<string>? ReadRecord()
    {
        if (_text.Peek() < 0)
        {
            return null;
        }

        var fields = new List<string>();
        bool more = true;
        while (more)
        {
            (string? field, more) = ReadField();
            if (field is not null)
            {
                fields.Add(field);
            }
        }

        return fields;
    }

    /// <summary>No field when the text ends before one begins.</summary>
    private (string? Field, bool More) ReadField()
    {
        var field = new StringBuilder();
        while (true)
        {
            int next = _text.Read();
            if (next < 0)
            {
                return (field.Length == 0 ? null : field.ToString(), false);
            }

            if (next == _delimiter || IsLineEnd(next))
            {
                return (field.ToString(), next == _delimiter);
            }

            bool isBlank = next is ' ' or '\t';
            if (next == '"' && field.Length == 0)
            {
                return ReadQuoted(field) ? ReadRest(field, dropBlanks: true)
                    : (field.Length == 0 ? null : field.ToString(), false);
            }

            if (isBlank && field.Length == 0)
            {
                continue;
            }

            field.Append((char)next);
            if (isBlank || next == '"')
            {
                return ReadRest(field, dropBlanks: isBlank);
            }
        }
    }

    /// <summary>Tells whether there is a closing quote.</summary>
    private bool ReadQuoted(StringBuilder field)
    {
        for (int next = _text.Read(); next >= 0; next = _text.Read())
        {
            if (next != '"')
            {
                field.Append((char)next);
            }
            else if (_text.Peek() == '"')
            {
                field.Append((char)_text.Read());
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What follows a closing quote, a blank or a stray quote, in which quotes mean nothing.</summary>
    private (string Field, bool More) ReadRest(StringBuilder field, bool dropBlanks)
    {
        var rest = new StringBuilder();
        int next = _text.Read();
        while (next >= 0 && next != _delimiter && !IsLineEnd(next))
        {
            rest.Append((char)next);
            next = _text.Read();
        }

        string text = rest.ToString();
        field.Append(dropBlanks && string.IsNullOrWhiteSpace(text) ? "" : text);
        return (field.ToString(), next == _delimiter);
    }

    private bool IsLineEnd(int character)
    {
        if (character == '\r' && _text.Peek() == '\n')
        {
            _text.Read();
            return true;
        }

        return character is '\n' or '\r';
    }
}
