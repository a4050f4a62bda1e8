using System;
using System.Collections.Generic;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-PSDrive: the drives of the session.</summary>
[Cmdlet(VerbsCommon.Get, "PSDrive", DefaultParameterSetName = "Name",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096494")]
[OutputType(typeof(PSDriveInfo))]
public class GetPSDriveCommand : DriveCommand
{
    private string[] _names = ["*"];

    /// <summary>Names with wildcards.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Name",
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
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

    /// <summary>The scope they are in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Scope { get; set; }

    /// <summary>The providers they are of.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string[]? PSProvider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in _names)
        {
            Write(name);
        }
    }

    private void Write(string name)
    {
        try
        {
            List<PSDriveInfo> found = Find(name, PSProvider, Scope);
            if (found.Count == 0
                && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteError(new ErrorRecord(
                    EngineErrors.DriveNotFound(name), "GetDriveNoMatchingDrive",
                    ErrorCategory.ObjectNotFound, name));
            }

            WriteObject(found, enumerateCollection: true);
        }
        catch (DriveNotFoundException problem)
        {
            WriteError(new ErrorRecord(
                problem, "GetLocationNoMatchingDrive",
                ErrorCategory.ObjectNotFound, name));
        }
        catch (ProviderNotFoundException problem)
        {
            WriteError(new ErrorRecord(
                problem, "GetLocationNoMatchingDrive",
                ErrorCategory.ObjectNotFound, PSProvider));
        }
        catch (Exception problem) when (
            problem is PSArgumentException or PSArgumentOutOfRangeException)
        {
            WriteError(RecordOf(problem)); // no such scope
        }
    }
}
