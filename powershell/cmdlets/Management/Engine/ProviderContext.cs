using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;

namespace AitherZero.PowerShell.Management.Engine;

/// <summary>
/// What the engine hands to a provider on behalf of a cmdlet: filters, -Force,
/// dynamic parameters, and the way back for output, errors and questions.
/// Wraps the engine's CmdletProviderContext.
/// </summary>
internal sealed class ProviderContext
{
    private static readonly Type[] s_ofCommand =
        [typeof(PSCmdlet), typeof(PSCredential)];

    private static readonly Type[] s_ofContext = [EngineMembers.ContextType];

    private ProviderContext(object inner) => Inner = inner;

    /// <summary>A context that writes through the given cmdlet.</summary>
    internal ProviderContext(PSCmdlet command, PSCredential? credential)
        : this(EngineMembers.Create(
            EngineMembers.ContextType, s_ofCommand, command, credential))
    {
    }

    /// <summary>The engine's own object.</summary>
    internal object Inner { get; }

    internal SwitchParameter Force
    {
        set => EngineMembers.Set(Inner, nameof(Force), value);
    }

    /// <summary>Whether what the provider writes reaches the pipeline.</summary>
    internal bool PassThru
    {
        set => EngineMembers.Set(Inner, nameof(PassThru), value);
    }

    /// <summary>Paths are literal.</summary>
    internal bool SuppressWildcardExpansion
    {
        set => EngineMembers.Set(
            Inner, nameof(SuppressWildcardExpansion), value);
    }

    internal object? DynamicParameters
    {
        set => EngineMembers.Set(Inner, nameof(DynamicParameters), value);
    }

    /// <summary>
    /// A context that keeps objects and errors to itself and shares all else.
    /// </summary>
    internal ProviderContext Quiet() =>
        new(EngineMembers.Create(
            EngineMembers.ContextType, s_ofContext, Inner));

    internal void SetFilters(
        IEnumerable<string> include, IEnumerable<string> exclude,
        string? filter) =>
        EngineMembers.Call(
            Inner, nameof(SetFilters),
            new Collection<string>([.. include]),
            new Collection<string>([.. exclude]), filter);

    /// <summary>Throws the first error that a quiet context kept.</summary>
    internal void ThrowFirstError() =>
        EngineMembers.Call(Inner, "ThrowFirstErrorOrDoNothing");

    /// <summary>Tells a provider at work to stop; from any thread.</summary>
    internal void StopProcessing() =>
        EngineMembers.Call(Inner, nameof(StopProcessing));
}
