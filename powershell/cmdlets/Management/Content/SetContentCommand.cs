using System;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-Content: replaces what items contain.</summary>
[Cmdlet(VerbsCommon.Set, "Content", DefaultParameterSetName = "Path",
    SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097142")]
public class SetContentCommand : WriteContentCommand
{
    private protected override string Action => "Set Content";

    /// <summary>Clears what is there; not every provider can, nor needs to.</summary>
    private protected override bool Prepare(PathInfo place)
    {
        ProviderContext context = NewLiteralContext().Quiet();
        context.SuppressWildcardExpansion = true;
        try
        {
            InvokeProvider.Content.Clear(place.Path, context);
            context.ThrowFirstError();
            return true;
        }
        catch (Exception problem) when (
            problem is PSNotSupportedException or ItemNotFoundException)
        {
            return true;
        }
        catch (Exception problem) when (IsProblemOfPath(problem))
        {
            WriteError(RecordOf(problem));
            return false;
        }
    }
}
