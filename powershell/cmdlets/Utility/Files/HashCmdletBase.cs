using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>What cmdlets over hashes share.</summary>
public class HashCmdletBase : PSCmdlet
{
    private string _algorithm = "SHA256";

    /// <summary>In capitals, however it was given.</summary>
    [Parameter(Position = 1)]
    [ValidateSet("SHA1", "SHA256", "SHA384", "SHA512", "MD5")]
    public string Algorithm
    {
        get => _algorithm;
        set => _algorithm = value.ToUpperInvariant();
    }
}
