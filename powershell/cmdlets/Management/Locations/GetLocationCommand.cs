using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Location: the current location, or a stack of them.</summary>
[Cmdlet(VerbsCommon.Get, "Location", DefaultParameterSetName = LocationSet,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096495")]
[OutputType(typeof(PathInfo), ParameterSetName = [LocationSet])]
[OutputType(typeof(PathInfoStack), ParameterSetName = [StackSet])]
public class GetLocationCommand : DriveCommand
{
    private const string LocationSet = "Location";
    private const string StackSet = "Stack";

    /// <summary>Of these providers.</summary>
    [Parameter(
        ParameterSetName = LocationSet, ValueFromPipelineByPropertyName = true)]
    public string[]? PSProvider { get; set; }

    /// <summary>On these drives.</summary>
    [Parameter(
        ParameterSetName = LocationSet, ValueFromPipelineByPropertyName = true)]
    public string[]? PSDrive { get; set; }

    /// <summary>The current stack.</summary>
    [Parameter(ParameterSetName = StackSet)]
    public SwitchParameter Stack { get; set; }

    /// <summary>These stacks.</summary>
    [Parameter(
        ParameterSetName = StackSet, ValueFromPipelineByPropertyName = true)]
    public string[]? StackName { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == StackSet)
        {
            WriteStacks();
        }
        else if (PSDrive is { Length: > 0 })
        {
            WriteOfDrives(PSDrive);
        }
        else if (PSProvider is { Length: > 0 })
        {
            WriteOfProviders(PSProvider);
        }
        else
        {
            WriteObject(SessionState.Path.CurrentLocation);
        }
    }

    private void WriteStacks()
    {
        foreach (string? name in StackName ?? new string?[] { null })
        {
            try
            {
                WriteObject(
                    SessionState.Path.LocationStack(name),
                    enumerateCollection: false);
            }
            catch (PSArgumentException problem)
            {
                WriteError(RecordOf(problem)); // no such stack
            }
        }
    }

    private void WriteOfDrives(string[] names)
    {
        foreach (string name in names)
        {
            try
            {
                foreach (PSDriveInfo drive in Find(name, PSProvider, null))
                {
                    WriteObject(PathOperations.LocationOf(drive, SessionState));
                }
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
                    problem, "GetLocationNoMatchingProvider",
                    ErrorCategory.ObjectNotFound, PSProvider));
            }
        }
    }

    private void WriteOfProviders(string[] names)
    {
        foreach (string name in names)
        {
            bool found = false;
            foreach (ProviderInfo provider in SessionState.Provider.GetAll())
            {
                if (IsOf(provider, name))
                {
                    found = true;
                    Try(() => WriteObject(
                        SessionState.Path.CurrentProviderLocation(
                            provider.ToString())));
                }
            }

            if (!found && !WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteNoProvider(name);
            }
        }
    }

    private void WriteNoProvider(string name)
    {
        try
        {
            SessionState.Provider.Get(name);
        }
        catch (ProviderNotFoundException problem)
        {
            WriteError(new ErrorRecord(
                problem, "GetLocationNoMatchingProvider",
                ErrorCategory.ObjectNotFound, name));
        }
    }
}
