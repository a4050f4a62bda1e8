using System;
using System.Management.Automation;

namespace AitherZero.PowerShell.Management;

/// <summary>A cmdlet that changes the current location.</summary>
public abstract class LocationCommand : ProviderCommand
{
    /// <summary>
    /// As <see cref="ProviderCommand.Try"/>; that there is no such stack, or
    /// that a path leads to several places, is an error as well.
    /// </summary>
    internal bool TryLocation(Action change)
    {
        try
        {
            return Try(change);
        }
        catch (PSArgumentException problem)
        {
            WriteError(RecordOf(problem));
            return false;
        }
    }
}
