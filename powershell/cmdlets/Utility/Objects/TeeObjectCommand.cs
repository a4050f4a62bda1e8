using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Microsoft.PowerShell.Commands;

/// <summary>Tee-Object: passes objects on and keeps them in a file or variable too.</summary>
[Cmdlet("Tee", "Object", DefaultParameterSetName = FileSet, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097034")]
public sealed class TeeObjectCommand : PSCmdlet, IDisposable
{
    private const string FileSet = "File";
    private const string LiteralSet = "LiteralFile";
    private const string VariableSet = "Variable";

    private readonly List<object?> _values = [];
    private SteppablePipeline? _file;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>The file.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = FileSet)]
    [Alias("Path")]
    public string? FilePath { get; set; }

    /// <summary>The file, without wildcards.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralSet)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath { get; set; }

    /// <summary>Adds to what is there.</summary>
    [Parameter(ParameterSetName = FileSet)]
    public SwitchParameter Append { get; set; }

    /// <summary>How the file is written; as for Out-File.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [Parameter(ParameterSetName = LiteralSet)]
    [ValidateNotNullOrEmpty]
    public object? Encoding { get; set; }

    /// <summary>The variable's name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = VariableSet)]
    public string? Variable { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Variable is not null)
        {
            return;
        }

        var arguments = new Hashtable { ["Append"] = Append.IsPresent, [FilePath is null ? "LiteralPath" : "FilePath"] = FilePath ?? LiteralPath };
        if (Encoding is not null)
        {
            arguments["Encoding"] = Encoding;
        }

        ScriptBlock script = ScriptBlock.Create("param($arguments) Microsoft.PowerShell.Utility\\Out-File @arguments");
        _file = script.GetSteppablePipeline(CommandOrigin.Internal, [arguments]);
        _file.Begin(this);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_file is null)
        {
            _values.Add(InputObject);
        }
        else
        {
            _file.Process(InputObject);
        }

        WriteObject(InputObject);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_file is null)
        {
            SessionState.PSVariable.Set(Variable, _values switch
            {
                [] => null,
                [object only] => only,
                _ => _values.ToArray(),
            });
        }
        else
        {
            _file.End();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
