using System.Management.Automation;
using AitherZero.PowerShell.Management;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-PSProvider: the providers of the session.</summary>
[Cmdlet(VerbsCommon.Get, "PSProvider",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096816")]
[OutputType(typeof(ProviderInfo))]
public class GetPSProviderCommand : DriveCommand
{
    /// <summary>Names with wildcards; all if left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[]? PSProvider { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string name in PSProvider ?? ["*"])
        {
            if (WildcardPattern.ContainsWildcardCharacters(name))
            {
                WriteMatching(name);
                continue;
            }

            try
            {
                WriteObject(
                    SessionState.Provider.Get(name), enumerateCollection: true);
            }
            catch (ProviderNotFoundException problem)
            {
                WriteError(RecordOf(problem));
            }
        }
    }

    private void WriteMatching(string pattern)
    {
        foreach (ProviderInfo provider in SessionState.Provider.GetAll())
        {
            if (IsOf(provider, pattern))
            {
                WriteObject(provider);
            }
        }
    }
}
