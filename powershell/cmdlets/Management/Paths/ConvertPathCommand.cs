using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Convert-Path: paths as their provider writes them.</summary>
[Cmdlet(VerbsData.Convert, "Path", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096588")]
[OutputType(typeof(string))]
public class ConvertPathCommand : ProviderCommand
{
    private string[] _paths = [];

    /// <summary>Paths with wildcards.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Path", Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path
    {
        get => _paths;
        set => _paths = value;
    }

    /// <summary>Paths as they are.</summary>
    [Parameter(
        ParameterSetName = "LiteralPath", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => _paths;
        set
        {
            IsLiteral = true;
            _paths = value;
        }
    }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in _paths)
        {
            Try(() => WriteObject(
                SessionState.Path.GetResolvedProviderPathFromPSPath(
                    path, NewContext(), out _),
                enumerateCollection: true));
        }
    }
}
