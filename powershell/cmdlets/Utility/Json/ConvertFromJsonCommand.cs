using System;
using System.Collections.Generic;
using System.Management.Automation;
using AitherZero.PowerShell.Utility.Json;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertFrom-Json.</summary>
[Cmdlet(VerbsData.ConvertFrom, "Json", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096606",
    RemotingCapability = RemotingCapability.None)]
public class ConvertFromJsonCommand : Cmdlet
{
    private const int DefaultDepth = 1024;

    private readonly List<string> _input = [];

    /// <summary>JSON text; several are one text unless the first is whole.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [AllowEmptyString]
    public string InputObject { get; set; } = "";

    /// <summary>Ordered hashtables rather than objects.</summary>
    [Parameter]
    public SwitchParameter AsHashtable { get; set; }

    /// <summary>Levels that the text may have.</summary>
    [Parameter]
    [ValidateRange(ValidateRangeKind.Positive)]
    public int Depth { get; set; } = DefaultDepth;

    /// <summary>Writes an array as one object.</summary>
    [Parameter]
    public SwitchParameter NoEnumerate { get; set; }

    /// <summary>What text that looks like a date becomes.</summary>
    [Parameter]
    public JsonDateKind DateKind { get; set; } = JsonDateKind.Default;

    /// <inheritdoc/>
    protected override void ProcessRecord() => _input.Add(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_input.Count == 0)
        {
            return;
        }

        if (_input.Count == 1)
        {
            Convert(_input[0]);
        }
        else if (TryConvert(_input[0]))
        {
            _input.GetRange(1, _input.Count - 1).ForEach(text => Convert(text));
        }
        else
        {
            Convert(string.Join(Environment.NewLine, _input));
        }
    }

    private bool TryConvert(string text)
    {
        try
        {
            return Convert(text);
        }
        catch (ArgumentException)
        {
            return false; // The beginning of a text.
        }
    }

    /// <summary>Writes what the text says; tells whether it says something.</summary>
    private bool Convert(string text)
    {
        var reader = new JsonObjectReader(this, AsHashtable, Depth, DateKind);
        object? result = reader.Read(text);
        WriteObject(result, enumerateCollection: !NoEnumerate);
        return result is not null;
    }
}
