using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Location: makes a container the current location.</summary>
[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097049")]
[OutputType(typeof(PathInfo), typeof(PathInfoStack))]
public class SetLocationCommand : LocationCommand
{
    private string? _path;

    /// <summary>A path with wildcards, "-" or "+"; home if left out.</summary>
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
        ParameterSetName = "LiteralPath", Mandatory = true,
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

    /// <summary>Write the new location, or stack, out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Make this the current stack of locations.</summary>
    [Parameter(
        ParameterSetName = "Stack", ValueFromPipelineByPropertyName = true)]
    public string? StackName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => TryLocation(() =>
    {
        object result = ParameterSetName == "Stack"
            ? SessionState.Path.SetDefaultLocationStack(StackName)
            : SessionState.Path.SetLocation(
                string.IsNullOrEmpty(_path) ? Home() : _path,
                NewContext(), IsLiteral);
        if (PassThru)
        {
            WriteObject(result, enumerateCollection: false);
        }
    });

    private string Home() => SessionState.Provider.GetOne("FileSystem").Home;
}
