using System;
using System.Collections.Generic;
using System.Management.Automation;
using AitherZero.PowerShell.Management.Engine;

namespace AitherZero.PowerShell.Management;

/// <summary>
/// A cmdlet that works through the provider of its paths. Derived cmdlets make
/// the filters and -Force parameters by overriding them. Providers may be
/// stopped from any thread, all else runs on the pipeline's.
/// </summary>
public abstract class ProviderCommand : PSCmdlet, IDynamicParameters
{
    private readonly List<ProviderContext> _atWork = [];
    private object? _dynamicParameters;
    private int _depth;

    /// <summary>The provider's own filter.</summary>
    public virtual string? Filter { get; set; }

    /// <summary>Patterns of what is taken.</summary>
    public virtual string[] Include { get; set; } = [];

    /// <summary>Patterns of what is left out.</summary>
    public virtual string[] Exclude { get; set; } = [];

    /// <summary>Hidden and read-only items too.</summary>
    public virtual SwitchParameter Force { get; set; }

    /// <summary>Whether the paths are taken as they are.</summary>
    internal bool IsLiteral { get; set; }

    /// <summary>Whom the provider is to act for; null for the user.</summary>
    internal virtual PSCredential? ProviderCredential => null;

    /// <inheritdoc/>
    public object? GetDynamicParameters()
    {
        try
        {
            _dynamicParameters = DynamicParametersOf(NewContext());
        }
        catch (Exception problem) when (
            problem is ItemNotFoundException or ProviderNotFoundException
                or DriveNotFoundException)
        {
            _dynamicParameters = null; // the work itself reports it
        }

        return _dynamicParameters;
    }

    /// <inheritdoc/>
    protected override void StopProcessing()
    {
        ProviderContext[] contexts;
        lock (_atWork)
        {
            contexts = [.. _atWork];
        }

        foreach (ProviderContext context in contexts)
        {
            context.StopProcessing();
        }
    }

    /// <summary>What the provider adds to this cmdlet's parameters.</summary>
    internal virtual object? DynamicParametersOf(ProviderContext context) =>
        null;

    /// <summary>A context with this cmdlet's filters and switches.</summary>
    internal ProviderContext NewContext()
    {
        ProviderContext context = NewContextWithoutFilters();
        context.SetFilters(
            Without(Include), Without(Exclude), Filter);
        return context;
    }

    /// <summary>A context whose output goes on only if asked for.</summary>
    internal ProviderContext NewContext(bool passThru)
    {
        ProviderContext context = NewContext();
        context.PassThru = passThru;
        return context;
    }

    /// <summary>A context for all that a path leads to.</summary>
    internal ProviderContext NewContextWithoutFilters()
    {
        var context = new ProviderContext(this, ProviderCredential)
        {
            Force = Force,
            DynamicParameters = _dynamicParameters,
            SuppressWildcardExpansion = IsLiteral,
        };
        if (_depth > 0)
        {
            lock (_atWork)
            {
                _atWork.Add(context);
            }
        }

        return context;
    }

    /// <summary>A context for a path that is resolved already.</summary>
    internal ProviderContext NewLiteralContext()
    {
        ProviderContext context = NewContext();
        context.SuppressWildcardExpansion = true;
        return context;
    }

    /// <summary>
    /// Does it; what one path can have wrong is written, so that the next path
    /// has its turn. Tells whether it went well. Contexts made meanwhile can be
    /// stopped until it ends.
    /// </summary>
    internal bool Try(Action work)
    {
        _depth++;
        try
        {
            work();
            return true;
        }
        catch (Exception problem) when (IsProblemOfPath(problem))
        {
            WriteError(RecordOf(problem));
            return false;
        }
        finally
        {
            if (--_depth == 0)
            {
                lock (_atWork)
                {
                    _atWork.Clear();
                }
            }
        }
    }

    internal static bool IsProblemOfPath(Exception problem) =>
        problem is PSNotSupportedException or DriveNotFoundException
            or ProviderNotFoundException or ItemNotFoundException;

    /// <summary>An error with the engine's id for what cannot be done now.</summary>
    internal void WriteInvalidOperation(string message)
    {
        var problem = new PSInvalidOperationException(message);
        WriteError(new ErrorRecord(problem.ErrorRecord, problem));
    }

    internal static ErrorRecord RecordOf(Exception problem) =>
        new(((IContainsErrorRecord)problem).ErrorRecord, problem);

    private static IEnumerable<string> Without(string[]? patterns) =>
        patterns ?? [];
}
