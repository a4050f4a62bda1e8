using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Process: the processes of this machine.</summary>
[Cmdlet(VerbsCommon.Get, "Process", DefaultParameterSetName = NameSet,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096814")]
[OutputType(typeof(ProcessModule), typeof(FileVersionInfo), typeof(Process))]
public sealed class GetProcessCommand : ProcessCommand
{
    private const string NameSet = "Name";
    private const string IdSet = "Id";
    private const string ObjectSet = "InputObject";
    private const string NameUserSet = "NameWithUserName";
    private const string IdUserSet = "IdWithUserName";
    private const string ObjectUserSet = "InputObjectWithUserName";

    /// <summary>Names with wildcards; all if left out.</summary>
    [Parameter(Position = 0, ParameterSetName = NameSet,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = NameUserSet,
        ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    [ValidateNotNullOrEmpty]
    public string[]? Name { get; set; }

    /// <summary>Ids.</summary>
    [Parameter(ParameterSetName = IdSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = IdUserSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PID")]
    public int[] Id { get; set; } = [];

    /// <summary>Processes to look at again.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true,
        ValueFromPipeline = true)]
    [Parameter(ParameterSetName = ObjectUserSet, Mandatory = true,
        ValueFromPipeline = true)]
    public Process[] InputObject { get; set; } = [];

    /// <summary>With the user each runs for.</summary>
    [Parameter(ParameterSetName = NameUserSet, Mandatory = true)]
    [Parameter(ParameterSetName = IdUserSet, Mandatory = true)]
    [Parameter(ParameterSetName = ObjectUserSet, Mandatory = true)]
    public SwitchParameter IncludeUserName { get; set; }

    /// <summary>The modules that each has loaded instead.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [ValidateNotNull]
    public SwitchParameter Module { get; set; }

    /// <summary>The version of each one's file instead.</summary>
    [Parameter(ParameterSetName = NameSet)]
    [Parameter(ParameterSetName = IdSet)]
    [Parameter(ParameterSetName = ObjectSet)]
    [Alias("FV", "FVI")]
    [ValidateNotNull]
    public SwitchParameter FileVersionInfo { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (Process process in Find())
        {
            if (Module)
            {
                WriteModules(process);
            }
            else if (FileVersionInfo)
            {
                WriteVersion(process);
            }
            else
            {
                WriteObject(IncludeUserName ? WithUser(process) : process);
            }
        }
    }

    private List<Process> Find() => ParameterSetName switch
    {
        IdSet or IdUserSet => FindById(Id),
        ObjectSet or ObjectUserSet => Refreshed(InputObject),
        _ => FindByName(Name ?? ["*"]),
    };

    private void WriteModules(Process process)
    {
        var modules = new List<object>();
        try
        {
            foreach (ProcessModule module in process.Modules)
            {
                modules.Add(FileVersionInfo ? module.FileVersionInfo : module);
            }
        }
        catch (Exception problem)
        {
            string what = FileVersionInfo
                ? "modules and the file version information"
                : "modules";
            WriteError(
                $"Cannot enumerate the {what} of the \"{NameOf(process)}\" process.",
                FileVersionInfo
                    ? "CouldNotEnumerateModuleFileVer"
                    : "CouldNotEnumerateModules",
                ErrorCategory.PermissionDenied, process, problem);
        }

        WriteObject(modules, enumerateCollection: true);
    }

    private void WriteVersion(Process process)
    {
        FileVersionInfo? version = null;
        try
        {
            version = process.MainModule?.FileVersionInfo;
        }
        catch (Exception problem)
        {
            WriteError(
                $"Cannot enumerate the file version information of the "
                    + $"\"{NameOf(process)}\" process.",
                "CouldNotEnumerateFileVer", ErrorCategory.PermissionDenied,
                process, problem);
        }

        if (version is not null)
        {
            WriteObject(version);
        }
    }

    private static PSObject WithUser(Process process)
    {
        PSObject result = PSObject.AsPSObject(process);
        result.Properties.Add(new PSNoteProperty(
            "UserName", ProcessOwner.NameOf(process)), preValidated: true);
        result.TypeNames.Insert(0, "System.Diagnostics.Process#IncludeUserName");
        return result;
    }
}
