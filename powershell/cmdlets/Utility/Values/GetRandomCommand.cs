using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using AitherZero.PowerShell.Utility.Values;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Random; a seed counts for the rest of the session.</summary>
[Cmdlet(VerbsCommon.Get, "Random", DefaultParameterSetName = NumberSet,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097016", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(int), typeof(long), typeof(double))]
public sealed class GetRandomCommand : GetRandomCommandBase
{
    /// <summary>Sources with a seed, of the sessions that set one.</summary>
    private static readonly ConditionalWeakTable<Runspace, RandomSource> s_seeded = [];

    /// <summary>Makes the numbers to come the same each time.</summary>
    [Parameter]
    [ValidateNotNull]
    public int? SetSeed { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        Runspace session = Runspace.DefaultRunspace;
        if (SetSeed is { } seed)
        {
            s_seeded.AddOrUpdate(session, new RandomSource(seed));
        }

        if (s_seeded.TryGetValue(session, out RandomSource? random))
        {
            Use(random);
        }

        base.BeginProcessing();
    }
}
