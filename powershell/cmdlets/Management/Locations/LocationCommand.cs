using System;
using System.Management.Automation;

namespace AitherZero.PowerShell.Management;

/// <summary>A cmdlet that changes the current location.</summary>
public abstract class LocationCommand : ProviderCommand
{
    /// <summary>
    /// As <see cref="ProviderCommand.Try"/>; that there is no such stack, or
    /// no location to go back to, is an error as well.
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
        }
        catch (InvalidOperationException problem)
        {
            WriteError(problem is IContainsErrorRecord
                ? RecordOf(problem)
                : new ErrorRecord(
                    problem, "InvalidOperation", ErrorCategory.InvalidOperation,
                    null));
        }

        return false;
    }
}
