using System;
using System.Collections;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertFrom-StringData: lines "name=value" as a hashtable.</summary>
[Cmdlet(VerbsData.ConvertFrom, "StringData", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096602",
    RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(Hashtable))]
public sealed class ConvertFromStringDataCommand : PSCmdlet
{
    /// <summary>The lines; those that start with # are comments.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string StringData { get; set; } = "";

    /// <summary>Between name and value.</summary>
    [Parameter(Position = 1)]
    public char Delimiter { get; set; } = '=';

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var result = new Hashtable(StringComparer.OrdinalIgnoreCase);
        foreach (string line in StringData.Split('\n', StringSplitOptions.TrimEntries))
        {
            if (line.Length > 0 && line[0] != '#')
            {
                Add(result, line);
            }
        }

        WriteObject(result);
    }

    private void Add(Hashtable result, string line)
    {
        int delimiter = line.IndexOf(Delimiter);
        if (delimiter <= 0)
        {
            throw new PSInvalidOperationException($"Data line '{line}' is not in 'name=value' format. ");
        }

        string name = line[..delimiter].Trim();
        if (result.ContainsKey(name))
        {
            throw new PSInvalidOperationException($"Data item '{name}' in line '{line}' is already defined. ");
        }

        // Backslashes escape as in regular expressions.
        result.Add(name, Regex.Unescape(line[(delimiter + 1)..].Trim()));
    }
}
