using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Push-Location: remembers the location and goes to another.</summary>
[Cmdlet(VerbsCommon.Push, "Location", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097105")]
public class PushLocationCommand : LocationCommand
{
    private string? _path;

    /// <summary>A path with wildcards; stay if left out.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Path", ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    public string? Path
    {
        get => _path;
        set => _path = value;
    }

    /// <summary>A path as it is.</summary>
    [Parameter(
        ParameterSetName = "LiteralPath",
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string? LiteralPath
    {
        get => _path;
        set
        {
            IsLiteral = true;
            _path = value;
        }
    }

    /// <summary>Write the new location out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The stack to remember it in; the current one if left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        SessionState.Path.PushCurrentLocation(StackName);
        if (_path is null)
        {
            return;
        }

        TryLocation(() =>
        {
            PathInfo location = SessionState.Path.SetLocation(
                _path, NewContext(), IsLiteral);
            if (PassThru)
            {
                WriteObject(location);
            }
        });
    }
}
