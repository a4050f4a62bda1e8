using System;
using System.Management.Automation;

namespace AitherZero.PowerShell.Management.Engine;

/// <summary>
/// The engine's exceptions whose informative constructors are internal, with
/// the texts that users know.
/// </summary>
internal static class EngineErrors
{
    private static readonly Type[] s_named =
        [typeof(string), typeof(string), typeof(string), typeof(object[])];

    private static readonly Type[] s_named3 =
        [typeof(string), typeof(string), typeof(string)];

    private static readonly Type[] s_invocation =
        [
            typeof(string), typeof(string), typeof(ProviderInfo),
            typeof(string), typeof(Exception),
        ];

    internal static ItemNotFoundException PathNotFound(string path) =>
        (ItemNotFoundException)EngineMembers.Create(
            typeof(ItemNotFoundException), s_named3, path, "PathNotFound",
            "Cannot find path '{0}' because it does not exist.");

    internal static DriveNotFoundException DriveNotFound(string name) =>
        (DriveNotFoundException)EngineMembers.Create(
            typeof(DriveNotFoundException), s_named3, name, "DriveNotFound",
            "Cannot find drive. A drive with the name '{0}' does not exist.");

    /// <summary>
    /// A content reader or writer failed. <paramref name="message"/> has the
    /// places {0} provider, {1} path, {2} cause.
    /// </summary>
    internal static ProviderInvocationException Invocation(
        string errorId, string message, ProviderInfo provider, string path,
        Exception cause) =>
        (ProviderInvocationException)EngineMembers.Create(
            typeof(ProviderInvocationException), s_invocation,
            errorId, message, provider, path, cause);

    /// <summary>The record of an exception that carries one itself.</summary>
    internal static ErrorRecord RecordOf<T>(T exception)
        where T : Exception, IContainsErrorRecord =>
        new(exception.ErrorRecord, exception);
}
