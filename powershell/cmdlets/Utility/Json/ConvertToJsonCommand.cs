using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Threading;
using AitherZero.PowerShell.Utility.Json;
using Newtonsoft.Json;
using Newtonsoft.Json.Converters;

namespace Microsoft.PowerShell.Commands;

/// <summary>ConvertTo-Json.</summary>
[Cmdlet(VerbsData.ConvertTo, "Json", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096925",
    RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(string))]
public class ConvertToJsonCommand : PSCmdlet, IDisposable
{
    private const int DefaultDepth = 2;

    /// <summary>Of the writer; deeper than any Depth.</summary>
    private const int WriterDepth = 1024;

    private readonly List<object?> _input = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>What to convert; several become an array.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    public object? InputObject { get; set; }

    /// <summary>Levels of objects in objects; what is deeper becomes text.</summary>
    [Parameter]
    [ValidateRange(0, 100)]
    public int Depth { get; set; } = DefaultDepth;

    /// <summary>Without white space.</summary>
    [Parameter]
    public SwitchParameter Compress { get; set; }

    /// <summary>Names of enumerations rather than numbers.</summary>
    [Parameter]
    public SwitchParameter EnumsAsStrings { get; set; }

    /// <summary>An array also for a single object.</summary>
    [Parameter]
    public SwitchParameter AsArray { get; set; }

    /// <summary>Which characters of strings are escaped.</summary>
    [Parameter]
    public StringEscapeHandling EscapeHandling { get; set; } = StringEscapeHandling.Default;

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord() => _input.Add(InputObject);

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_input.Count == 0)
        {
            return;
        }

        object? whole = _input.Count > 1 || AsArray ? _input.ToArray() : _input[0];
        try
        {
            var simplifier = new JsonSimplifier(this, Depth, _stopping.Token);
            WriteObject(JsonConvert.SerializeObject(simplifier.Simplify(whole), Settings()));
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The pipeline is stopping; nobody waits for output.
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopping.Cancel();

    private JsonSerializerSettings Settings()
    {
        var settings = new JsonSerializerSettings
        {
            TypeNameHandling = TypeNameHandling.None,
            MaxDepth = WriterDepth,
            StringEscapeHandling = EscapeHandling,
            Formatting = Compress ? Formatting.None : Formatting.Indented,
        };
        if (EnumsAsStrings)
        {
            settings.Converters.Add(new StringEnumConverter());
        }

        return settings;
    }
}
