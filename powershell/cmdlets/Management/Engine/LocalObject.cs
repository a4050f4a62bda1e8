using System;
using System.Management.Automation;
using System.Reflection;

namespace AitherZero.PowerShell.Management.Engine;

/// <summary>
/// Wraps values so that added properties belong to the wrapper. The public way
/// ties them to the value, and equal texts may be one value.
/// </summary>
internal static class LocalObject
{
    private static Func<object, bool, PSObject>? s_wrap;

    internal static PSObject Of(object value) =>
        (s_wrap ??= Find())(value, true);

    private static Func<object, bool, PSObject> Find()
    {
        MethodInfo method = typeof(PSObject).GetMethod(
            "AsPSObject", BindingFlags.Static | BindingFlags.NonPublic,
            [typeof(object), typeof(bool)])
            ?? throw EngineMembers.Missing("PSObject.AsPSObject/2");
        return method.CreateDelegate<Func<object, bool, PSObject>>();
    }
}
