using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Reflection;

namespace Microsoft.PowerShell.Commands.Members;

/// <summary>
/// Makes a member from what Add-Member was told: checks which of the two
/// values its type needs and turns them into what it takes. Ends the cmdlet
/// where they do not fit.
/// </summary>
internal sealed class MemberValues(
    PSCmdlet cmdlet, PSMemberTypes type, string name, object? value, object? second, bool hasValue, bool hasSecond)
{
    internal PSMemberInfo NewMember()
    {
        if ((type & (type - 1)) != 0 || type == 0)
        {
            throw Fail("WrongMemberCount", $"To add a member, only one member type can be specified. The member types specified are: \"{type}\"");
        }

        return type switch
        {
            PSMemberTypes.AliasProperty => NewAlias(),
            PSMemberTypes.CodeMethod => new PSCodeMethod(name, First<MethodInfo>()),
            PSMemberTypes.CodeProperty => NewCodeProperty(),
            PSMemberTypes.MemberSet => NewMemberSet(),
            PSMemberTypes.NoteProperty => NewNote(),
            PSMemberTypes.PropertySet => new PSPropertySet(name, First<Collection<string>>()),
            PSMemberTypes.ScriptMethod => new PSScriptMethod(name, First<ScriptBlock>()),
            PSMemberTypes.ScriptProperty => NewScriptProperty(),
            _ => throw Fail("CannotAddMemberType", $"Cannot add a member with type \"{type}\". Specify a different type for the MemberTypes parameter."),
        };
    }

    private PSAliasProperty NewAlias()
    {
        RequireFirst();
        RequireFirstNotNull();
        string target = LanguagePrimitives.ConvertTo<string>(value);
        if (!hasSecond)
        {
            return new PSAliasProperty(name, target);
        }

        if (second is null)
        {
            throw Fail(
                "Value2ShouldNotBeNull",
                $"The SecondValue parameter should not be null for a member of type \"{type}\". Specify a non-null value for the SecondValue parameter when adding members of this type.");
        }

        return new PSAliasProperty(name, target, Convert<Type>(second));
    }

    private PSCodeProperty NewCodeProperty()
    {
        RequireEither();
        MethodInfo? getter = value is null ? null : Convert<MethodInfo>(value);
        return second is null ? new PSCodeProperty(name, getter) : new PSCodeProperty(name, getter, Convert<MethodInfo>(second));
    }

    private PSScriptProperty NewScriptProperty()
    {
        RequireEither();
        ScriptBlock? getter = value is null ? null : Convert<ScriptBlock>(value);
        return second is null ? new PSScriptProperty(name, getter) : new PSScriptProperty(name, getter, Convert<ScriptBlock>(second));
    }

    private PSMemberSet NewMemberSet()
    {
        RefuseSecond();
        return value is null ? new PSMemberSet(name) : new PSMemberSet(name, Convert<Collection<PSMemberInfo>>(value));
    }

    private PSNoteProperty NewNote()
    {
        RequireFirst();
        RefuseSecond();
        return new PSNoteProperty(name, value);
    }

    /// <summary>The value where there must be one and no second.</summary>
    private T First<T>()
    {
        RequireFirst();
        RequireFirstNotNull();
        RefuseSecond();
        return Convert<T>(value!);
    }

    private static T Convert<T>(object given) => LanguagePrimitives.ConvertTo<T>(given);

    /// <summary>Asks for a value that was not given.</summary>
    private void RequireFirst()
    {
        if (hasValue)
        {
            return;
        }

        string question = $"The Value parameter is required for a member of type \"{type}\". Specify the Value parameter when adding members of this type.";
        Dictionary<string, PSObject>? answers = cmdlet.Host.UI.Prompt(
            null, question, new Collection<FieldDescription> { new("Value") });
        value = answers?.GetValueOrDefault("Value")?.BaseObject;
    }

    private void RequireFirstNotNull()
    {
        if (value is null)
        {
            throw Fail(
                "Value1ShouldNotBeNull",
                $"The Value parameter should not be null for a member of type \"{type}\". Specify a non-null value for the Value parameter when adding members of this type.");
        }
    }

    private void RequireEither()
    {
        RequireFirst();
        if (value is null && second is null)
        {
            throw Fail(
                "Value1AndValue2AreNotBothNull",
                $"Both Value and SecondValue parameters should not be null for a member of type \"{type}\". Specify a non-null value for one of the two parameters.");
        }
    }

    private void RefuseSecond()
    {
        if (hasSecond)
        {
            throw Fail(
                "Value2ShouldNotBeSpecified",
                $"The SecondValue parameter is not necessary for a member of type \"{type}\", and should not be specified. Do not specify the SecondValue parameter when you add members of this type.");
        }
    }

    /// <summary>Ends the cmdlet; returns only for the compiler.</summary>
    private Exception Fail(string id, string message)
    {
        ErrorRecord record = AddMemberCommand.Problem(id, message, null);
        cmdlet.ThrowTerminatingError(record);
        return record.Exception;
    }
}
