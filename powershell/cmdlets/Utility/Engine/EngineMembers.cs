using System;
using System.Collections.Concurrent;
using System.Linq;
using System.Management.Automation;
using System.Reflection;

namespace Microsoft.PowerShell.Commands.Engine;

/// <summary>
/// The only door to members that the engine keeps internal. Every member is
/// looked up by name and arity, once; one that is missing is reported with
/// the version this module was written for.
/// </summary>
internal static class EngineMembers
{
    private const string WrittenForVersion = "7.6.9";

    private const BindingFlags Any = BindingFlags.Instance | BindingFlags.Static
        | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly ConcurrentDictionary<(Type Type, string Name, string Shape), MethodInvoker> s_methods = new();

    private static Assembly Engine => typeof(PSObject).Assembly;

    /// <summary>A type of the engine by its full name.</summary>
    internal static Type FindType(string fullName) =>
        Engine.GetType(fullName) ?? throw Missing(fullName);

    /// <summary>Calls an instance method whose arguments have these very types or null; exceptions come through unwrapped.</summary>
    internal static object? Call(object target, string name, params object?[] arguments) =>
        Method(target.GetType(), name, arguments).Invoke(target, arguments.AsSpan());

    /// <summary>The same for a static method.</summary>
    internal static object? CallStatic(Type type, string name, params object?[] arguments) =>
        Method(type, name, arguments).Invoke(null, arguments.AsSpan());

    /// <summary>The same for an instance method with one type argument; not kept, as it is rarely called.</summary>
    internal static object? CallGeneric(object target, string name, Type typeArgument, params object?[] arguments)
    {
        for (Type? type = target.GetType(); type is not null; type = type.BaseType)
        {
            MethodInfo? method = type.GetMethods(Any | BindingFlags.DeclaredOnly).FirstOrDefault(
                m => m.Name == name && m.IsGenericMethodDefinition && m.GetParameters().Length == arguments.Length);
            if (method is not null)
            {
                return MethodInvoker.Create(method.MakeGenericMethod(typeArgument)).Invoke(target, arguments.AsSpan());
            }
        }

        throw Missing($"{target.GetType().FullName}.{name}/{arguments.Length}");
    }

    /// <summary>Reads an instance property.</summary>
    internal static object? Get(object target, string property) => Call(target, "get_" + property);

    /// <summary>Writes an instance property.</summary>
    internal static void Set(object target, string property, object? value) => Call(target, "set_" + property, value);

    /// <summary>Constructs an object with the constructor that takes these arguments.</summary>
    internal static object Create(Type type, params object?[] arguments)
    {
        ConstructorInfo? constructor = type.GetConstructors(Any)
            .FirstOrDefault(c => !c.IsStatic && Accepts(c.GetParameters(), arguments));
        return ConstructorInvoker.Create(constructor ?? throw Missing(type.FullName + " constructor"))
            .Invoke(arguments.AsSpan());
    }

    private static MethodInvoker Method(Type type, string name, object?[] arguments)
    {
        string shape = string.Join(',', arguments.Select(a => a?.GetType().FullName));
        return s_methods.GetOrAdd((type, name, shape), key => Find(key.Type, key.Name, arguments));
    }

    private static MethodInvoker Find(Type start, string name, object?[] arguments)
    {
        for (Type? type = start; type is not null; type = type.BaseType)
        {
            MethodInfo? method = type.GetMethods(Any | BindingFlags.DeclaredOnly)
                .FirstOrDefault(m => m.Name == name && Accepts(m.GetParameters(), arguments));
            if (method is not null)
            {
                return MethodInvoker.Create(method);
            }
        }

        throw Missing($"{start.FullName}.{name}/{arguments.Length}");
    }

    private static bool Accepts(ParameterInfo[] parameters, object?[] arguments) =>
        parameters.Length == arguments.Length
        && parameters.Zip(arguments).All(p => p.Second is null
            ? !p.First.ParameterType.IsValueType
            : p.First.ParameterType.IsInstanceOfType(p.Second));

    private static MissingMemberException Missing(string member) =>
        new($"The PowerShell engine {Engine.GetName().Version} has no member {member}. This module was written "
            + $"for engine {WrittenForVersion}; use that version, or install PowerShell.");
}
