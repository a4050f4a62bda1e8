using System.Management.Automation;

namespace AitherZero.PowerShell.Management;

/// <summary>
/// Adds -LiteralPath to a cmdlet over properties of items; derived cmdlets
/// have a -Path of their own, which differ in what may be piped.
/// </summary>
public abstract class ItemPropertyCommand : FilteredCommand
{
    /// <summary>Paths as they are.</summary>
    [Parameter(
        ParameterSetName = "LiteralPath", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => Paths;
        set
        {
            IsLiteral = true;
            Paths = value;
        }
    }

    /// <summary>What -Path or -LiteralPath named.</summary>
    private protected string[] Paths { get; set; } = [];

    internal string FirstPath => Paths is { Length: > 0 } ? Paths[0] : ".";
}
