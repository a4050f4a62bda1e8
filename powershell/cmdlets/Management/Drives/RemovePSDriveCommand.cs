using System.Collections.Generic;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Remove-PSDrive: takes drives off the session.</summary>
[Cmdlet(VerbsCommon.Remove, "PSDrive", SupportsShouldProcess = true,
    DefaultParameterSetName = "Name",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097050")]
public class RemovePSDriveCommand : DriveCommand
{
    private string[] _names = [];

    /// <summary>Names with wildcards.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Name", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public string[] Name
    {
        get => _names;
        set => _names = value;
    }

    /// <summary>Names as they are.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "LiteralName", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public string[] LiteralName
    {
        get => _names;
        set
        {
            IsLiteral = true;
            _names = value;
        }
    }

    /// <summary>The providers they are of.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? PSProvider { get; set; }

    /// <summary>The scope they are in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Scope { get; set; }

    /// <summary>The current drive too.</summary>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in _names ?? [])
        {
            Try(() => RemoveAll(name));
        }
    }

    private void RemoveAll(string name)
    {
        List<PSDriveInfo> found = Find(name, PSProvider, Scope);
        if (found.Count == 0)
        {
            throw EngineErrors.DriveNotFound(name);
        }

        foreach (PSDriveInfo drive in found)
        {
            Try(() => Remove(drive));
        }
    }

    private void Remove(PSDriveInfo drive)
    {
        if (!ShouldProcess(
            $"Name: {drive.Name} Provider: {drive.Provider} Root: {drive.Root}",
            "Remove Drive"))
        {
            return;
        }

        if (!Force && drive == SessionState.Drive.Current)
        {
            WriteInvalidOperation(
                $"Cannot remove drive '{drive.Name}' because it is in use.");
            return;
        }

        SessionState.Drive.Remove(drive.Name, Force, Scope, NewContext());
    }
}
