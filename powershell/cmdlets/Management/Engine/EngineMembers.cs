using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace AitherZero.PowerShell.Management.Engine;

/// <summary>
/// The only door to members that the engine keeps internal. The cmdlets need
/// them because the public intrinsics collect everything before they return
/// it and take no filter, dynamic parameters or ShouldProcess. Every member is
/// looked up by name and arity, once; one that is missing is reported with
/// the version it was written for.
/// </summary>
internal static class EngineMembers
{
    private const string WrittenForVersion = "7.6.9";

    private const BindingFlags Instance =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private const BindingFlags Static =
        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Assembly s_engine = typeof(PSObject).Assembly;

    private static readonly ConcurrentDictionary<MemberKey, MethodInvoker>
        s_methods = new();

    private static readonly ConcurrentDictionary<MemberKey, ConstructorInvoker>
        s_constructors = new();

    /// <summary>The engine's internal CmdletProviderContext.</summary>
    internal static Type ContextType { get; } =
        FindType("System.Management.Automation.CmdletProviderContext");

    /// <summary>A type of the engine by its full name.</summary>
    internal static Type FindType(string fullName) =>
        s_engine.GetType(fullName) ?? throw Missing(fullName);

    /// <summary>
    /// Calls an instance method. Values of out parameters are stored back
    /// into <paramref name="arguments"/>; exceptions come through unwrapped.
    /// </summary>
    internal static object? Call(
        object target, string name, params object?[] arguments)
    {
        bool takesContext = Unwrap(arguments);
        var key = new MemberKey(
            target.GetType(), name, arguments.Length, takesContext);
        return s_methods.GetOrAdd(key, FindMethod)
            .Invoke(target, arguments.AsSpan());
    }

    /// <summary>Calls a static method of an engine type.</summary>
    internal static object? CallStatic(
        Type type, string name, params object?[] arguments)
    {
        bool takesContext = Unwrap(arguments);
        var key = new MemberKey(type, name, arguments.Length, takesContext);
        return s_methods.GetOrAdd(key, FindMethod)
            .Invoke(null, arguments.AsSpan());
    }

    /// <summary>
    /// Calls the instance method with exactly these parameter types, where
    /// arity does not tell overloads apart.
    /// </summary>
    internal static object? CallExact(
        object target, string name, Type[] signature,
        params object?[] arguments)
    {
        bool takesContext = Unwrap(arguments);
        string types = string.Join(',', signature.Select(t => t.FullName));
        var key = new MemberKey(
            target.GetType(), $"{name}({types})", arguments.Length,
            takesContext);
        return s_methods.GetOrAdd(key, _ => MethodInvoker.Create(
                target.GetType().GetMethod(name, Instance, signature)
                ?? throw Missing($"{target.GetType().FullName}.{key.Name}")))
            .Invoke(target, arguments.AsSpan());
    }

    /// <summary>Reads an instance property.</summary>
    internal static object? Get(object target, string property) =>
        Call(target, "get_" + property);

    /// <summary>Writes an instance property.</summary>
    internal static void Set(object target, string property, object? value) =>
        Call(target, "set_" + property, value);

    /// <summary>
    /// Constructs an object with the constructor that has exactly these
    /// parameter types.
    /// </summary>
    internal static object Create(
        Type type, Type[] signature, params object?[] arguments)
    {
        var key = new MemberKey(
            type, string.Join(',', signature.Select(t => t.FullName)),
            signature.Length, TakesContext: false);
        ConstructorInvoker constructor = s_constructors.GetOrAdd(
            key, _ => ConstructorInvoker.Create(
                type.GetConstructor(Instance, signature)
                ?? throw Missing($"{type.FullName}({key.Name})")));
        return constructor.Invoke(arguments.AsSpan());
    }

    private static MethodInvoker FindMethod(MemberKey key)
    {
        for (Type? type = key.Type; type is not null; type = type.BaseType)
        {
            MethodInfo? method = type
                .GetMethods(Instance | Static | BindingFlags.DeclaredOnly)
                .FirstOrDefault(m => Matches(m, key));
            if (method is not null)
            {
                return MethodInvoker.Create(method);
            }
        }

        throw Missing($"{key.Type.FullName}.{key.Name}/{key.Arity}");
    }

    private static bool Matches(MethodInfo method, MemberKey key)
    {
        if (method.Name != key.Name)
        {
            return false;
        }

        ParameterInfo[] parameters = method.GetParameters();
        return parameters.Length == key.Arity
            && key.TakesContext
                == parameters.Any(p => p.ParameterType == ContextType);
    }

    /// <summary>
    /// Replaces our context wrapper by the engine's own object; tells whether
    /// there was one, which selects among the overloads.
    /// </summary>
    private static bool Unwrap(object?[] arguments)
    {
        bool found = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] is ProviderContext context)
            {
                arguments[i] = context.Inner;
                found = true;
            }
        }

        return found;
    }

    internal static MissingMemberException Missing(string member) =>
        new($"The PowerShell engine {s_engine.GetName().Version} has no "
            + $"member {member}. This module was written for engine "
            + $"{WrittenForVersion}; use that version, or install PowerShell.");

    private readonly record struct MemberKey(
        Type Type, string Name, int Arity, bool TakesContext);
}
