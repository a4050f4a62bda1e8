using System;
using System.Collections;
using System.Management.Automation;
using System.Reflection;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-Object: an object of a .NET type.</summary>
[Cmdlet(VerbsCommon.New, "Object", DefaultParameterSetName = NetSet, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096620")]
public sealed class NewObjectCommand : PSCmdlet
{
    private const string NetSet = "Net";
    private const string ComSet = "Com";

    /// <summary>The type.</summary>
    [Parameter(ParameterSetName = NetSet, Mandatory = true, Position = 0)]
    [ValidateTrustedData]
    public string TypeName { get; set; } = string.Empty;

    /// <summary>A COM class, which only Windows has.</summary>
    [Parameter(ParameterSetName = ComSet, Mandatory = true, Position = 0)]
    public string ComObject { get; set; } = string.Empty;

    /// <summary>The constructor's arguments.</summary>
    [Parameter(ParameterSetName = NetSet, Mandatory = false, Position = 1)]
    [ValidateTrustedData]
    [Alias("Args")]
    public object[]? ArgumentList { get; set; }

    /// <summary>With -ComObject: fails rather than wraps.</summary>
    [Parameter(ParameterSetName = ComSet)]
    public SwitchParameter Strict { get; set; }

    /// <summary>Properties to set and methods to call afterwards.</summary>
    [Parameter]
    [ValidateTrustedData]
    public IDictionary? Property { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ParameterSetName == ComSet)
        {
            ThrowTerminatingError(new ErrorRecord(
                new PSNotSupportedException("New-Object -ComObject works only with the PowerShell of Windows."),
                "ComObjectNotSupported", ErrorCategory.NotImplemented, ComObject));
        }

        Type type = FindType();
        object created = Construct(type);
        WriteObject(Property is null ? created : Assign(created));
    }

    private Type FindType()
    {
        try
        {
            return LanguagePrimitives.ConvertTo<Type>(TypeName);
        }
        catch (PSInvalidCastException problem)
        {
            bool ambiguous = problem.InnerException is AmbiguousMatchException;
            ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException(
                    ambiguous ? problem.Message : $"Cannot find type [{TypeName}]: verify that the assembly containing this type is loaded."),
                ambiguous ? "AmbiguousTypeReference" : "TypeNotFound", ErrorCategory.InvalidType, TypeName));
            throw;
        }
    }

    private object Construct(Type type)
    {
        if (type.IsByRefLike)
        {
            Fail(
                new NotSupportedException(
                    $"Cannot create instances of the ByRef-like type \"{type}\". ByRef-like types are not supported in PowerShell."),
                nameof(NotSupportedException), ErrorCategory.InvalidOperation);
        }

        object?[] arguments = ArgumentList ?? [];
        ConstructorInfo[] constructors = type.GetConstructors();
        if (arguments.Length == 0 && type.IsValueType)
        {
            return Activator.CreateInstance(type)!;
        }

        if (constructors.Length == 0 || (arguments.Length == 0 && type.GetConstructor(Type.EmptyTypes) is null))
        {
            Fail(
                new PSArgumentException($"A constructor was not found. Cannot find an appropriate constructor for type {TypeName}."),
                "CannotFindAppropriateCtor", ErrorCategory.ObjectNotFound);
        }

        try
        {
            return EngineMembers.CallStatic(
                EngineMembers.FindType("System.Management.Automation.DotNetAdapter"), "ConstructorInvokeDotNet",
                type, constructors, arguments)!;
        }
        catch (MethodException problem)
        {
            Fail(problem, "ConstructorInvokedThrowException", ErrorCategory.InvalidOperation);
            throw;
        }
    }

    /// <summary>Sets properties and calls methods; an object of properties alone gets those it lacks.</summary>
    private object Assign(object created)
    {
        PSObject target = PSObject.AsPSObject(created);
        foreach (DictionaryEntry entry in Property!)
        {
            string name = LanguagePrimitives.ConvertTo<string>(entry.Key);
            try
            {
                Assign(target, name, entry.Value);
            }
            catch (SetValueException)
            {
                Fail(
                    new PSInvalidOperationException(
                        "The value supplied is not valid, or the property is read-only. Change the value, and then try again."),
                    "SetValueException", ErrorCategory.InvalidData);
            }
        }

        return target;
    }

    private void Assign(PSObject target, string name, object? value)
    {
        switch (target.Members[name])
        {
            case PSPropertyInfo property:
                property.Value = value;
                break;
            case PSMethodInfo method when value is object?[] arguments:
                method.Invoke(arguments);
                break;
            case PSMethodInfo method:
                method.Invoke(value);
                break;
            case null when target.BaseObject is PSCustomObject:
                target.Properties.Add(new PSNoteProperty(name, value));
                break;
            default:
                Fail(
                    new InvalidOperationException($"The member \"{name}\" was not found for the specified .NET object."),
                    nameof(InvalidOperationException), ErrorCategory.InvalidOperation);
                break;
        }
    }

    private void Fail(Exception problem, string id, ErrorCategory category) =>
        ThrowTerminatingError(new ErrorRecord(problem, id, category, null));
}
