using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Resolve-Path: the paths of items that are there.</summary>
[Cmdlet(VerbsDiagnostic.Resolve, "Path", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097143")]
public class ResolvePathCommand : CredentialCommand
{
    private string[] _paths = [];
    private string _basePath = string.Empty;
    private PSDriveInfo? _baseDrive;

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

    /// <summary>Write them relative to the base.</summary>
    [Parameter(ParameterSetName = "Path")]
    [Parameter(ParameterSetName = "LiteralPath")]
    public SwitchParameter Relative { get; set; }

    /// <summary>The base; the current location if left out.</summary>
    [Parameter]
    public string? RelativeBasePath { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    private bool HasBase => !string.IsNullOrEmpty(RelativeBasePath);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (!HasBase)
        {
            _baseDrive = SessionState.Path.CurrentLocation.Drive;
            _basePath = SessionState.Path.CurrentLocation.ProviderPath;
            return;
        }

        try
        {
            _basePath = SessionState.Path.GetUnresolvedProviderPathFromPSPath(
                RelativeBasePath!, NewContext(), out _, out _baseDrive);
        }
        catch (Exception problem) when (
            problem is ProviderNotFoundException or DriveNotFoundException
                or ProviderInvocationException)
        {
            ThrowTerminatingError(RecordOf(problem));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in _paths)
        {
            Try(() => Write(HasBase ? FindFromBase(path) : Find(path)));
        }
    }

    private Collection<PathInfo> Find(string path) =>
        SessionState.Path.GetResolvedPSPathFromPSPath(path, NewContext());

    /// <summary>The engine resolves from the current location alone.</summary>
    private Collection<PathInfo> FindFromBase(string path)
    {
        SessionState.Path.PushCurrentLocation(string.Empty);
        try
        {
            SessionState.Path.SetLocation(
                WildcardPattern.Escape(_basePath));
            return Find(path);
        }
        finally
        {
            SessionState.Path.PopLocation(string.Empty);
        }
    }

    private void Write(Collection<PathInfo> found)
    {
        if (!Relative)
        {
            WriteObject(found, enumerateCollection: true);
            return;
        }

        foreach (PathInfo one in found)
        {
            WriteObject(RelativeOf(one));
        }
    }

    private string RelativeOf(PathInfo item)
    {
        if (item.Drive != _baseDrive && _baseDrive is not null
            && !item.ProviderPath.StartsWith(
                _baseDrive.Root, StringComparison.OrdinalIgnoreCase))
        {
            return item.Path;
        }

        string path = SessionState.Path.NormalizeRelativePath(
            item.Path, _basePath);
        bool isRelative = !path.StartsWith(
            item.Drive?.Root ?? item.Path, StringComparison.OrdinalIgnoreCase);
        return isRelative && !path.StartsWith('.')
            ? SessionState.Path.Combine(".", path)
            : path;
    }
}
