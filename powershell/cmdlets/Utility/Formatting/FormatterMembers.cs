using System;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace AitherZero.PowerShell.Utility.Formatting;

/// <summary>
/// The only door to what the engine's formatter keeps internal. Its front end
/// is public (the bases of Format-Table and Format-List, with all their
/// parameters), but what does the work is attached to an internal field, and
/// a writer of lines cannot be made. Nothing is derived from an internal
/// type: the engine's own line writer takes any TextWriter. A member that is
/// missing is reported with the version that this was written for.
/// </summary>
internal static class FormatterMembers
{
    private const string WrittenForVersion = "7.6.9";
    private const string Namespace = "Microsoft.PowerShell.Commands.Internal.Format.";

    private const BindingFlags Instance =
        BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static Assembly Engine => typeof(PSObject).Assembly;

    /// <summary>Makes the cmdlet a formatter of a shape: Table, List, Wide or Complex.</summary>
    public static void AttachFormatter(FrontEndCommandBase cmdlet, string shape)
    {
        object value = Enum.Parse(FindType("FormatShape"), shape);
        Attach(cmdlet, Create("InnerFormatShapeCommand", value));
    }

    /// <summary>Makes the cmdlet one that formats what is not yet formatted, and writes all of it out as lines.</summary>
    public static void AttachOutput(FrontEndCommandBase cmdlet) => Attach(cmdlet, Create("OutputManagerInner"));

    /// <summary>Says where the lines go; before the cmdlet begins.</summary>
    /// <param name="cmdlet">One with <see cref="AttachOutput"/>.</param>
    /// <param name="lines">Gets each line by WriteLine, or by Write when line ends are suppressed.</param>
    /// <param name="width">Columns of a line; without one the console's, for tables.</param>
    /// <param name="suppressLineEnds">Leaves out all line ends.</param>
    public static void WriteLinesTo(FrontEndCommandBase cmdlet, TextWriter lines, int? width, bool suppressLineEnds)
    {
        object output = Create("TextWriterLineOutput", lines, width ?? int.MaxValue, suppressLineEnds);
        Call(Attached(cmdlet), "set_LineOutput", output);
    }

    /// <summary>The columns or members of a Property parameter, as the formatter wants them.</summary>
    /// <param name="cmdlet">Reports what is wrong with them.</param>
    /// <param name="definition">The engine's type that knows the keys of a calculated property.</param>
    /// <param name="properties">Names, script blocks and hashtables.</param>
    public static object ProcessProperties(PSCmdlet cmdlet, string definition, object[] properties)
    {
        object processor = Create("ParameterProcessor", Create(definition));
        return Call(processor, "ProcessParameters", properties, Create("TerminatingErrorContext", cmdlet))!;
    }

    /// <summary>Gives the formatter its settings, as Format-Table does for itself.</summary>
    public static void SetParameters(FrontEndCommandBase cmdlet, object parameters) =>
        Call(Attached(cmdlet), "SetCommandLineParameters", parameters);

    /// <summary>A new object of the formatter's namespace.</summary>
    public static object Create(string type, params object?[] arguments)
    {
        foreach (ConstructorInfo constructor in FindType(type).GetConstructors(Instance))
        {
            if (constructor.GetParameters().Length == arguments.Length)
            {
                return constructor.Invoke(
                    BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            }
        }

        throw Missing($"{Namespace}{type}/{arguments.Length}");
    }

    /// <summary>Sets a field of an object of the formatter.</summary>
    public static void SetField(object target, string field, object? value) =>
        FindField(target.GetType(), field).SetValue(target, value);

    /// <summary>Reads a field of an object of the formatter.</summary>
    public static object? GetField(object target, string field) => FindField(target.GetType(), field).GetValue(target);

    /// <summary>Calls a method; its exceptions come through as they are.</summary>
    public static object? Call(object target, string method, params object?[] arguments)
    {
        for (Type? type = target.GetType(); type is not null; type = type.BaseType)
        {
            MethodInfo? found = type.GetMethod(method, Instance | BindingFlags.DeclaredOnly);
            if (found is not null)
            {
                return found.Invoke(
                    target, BindingFlags.DoNotWrapExceptions, binder: null, arguments, culture: null);
            }
        }

        throw Missing(target.GetType().FullName + "." + method);
    }

    private static void Attach(FrontEndCommandBase cmdlet, object implementation) =>
        SetField(cmdlet, "implementation", implementation);

    private static object Attached(FrontEndCommandBase cmdlet) => GetField(cmdlet, "implementation")!;

    private static Type FindType(string name) =>
        Engine.GetType(Namespace + name) ?? throw Missing(Namespace + name);

    private static FieldInfo FindField(Type from, string name)
    {
        for (Type? type = from; type is not null; type = type.BaseType)
        {
            if (type.GetField(name, Instance | BindingFlags.DeclaredOnly) is { } found)
            {
                return found;
            }
        }

        throw Missing(from.FullName + "." + name);
    }

    private static MissingMemberException Missing(string member) =>
        new($"The PowerShell engine {Engine.GetName().Version} has no "
            + $"member {member}. This module was written for engine "
            + $"{WrittenForVersion}; use that version, or install PowerShell.");
}
