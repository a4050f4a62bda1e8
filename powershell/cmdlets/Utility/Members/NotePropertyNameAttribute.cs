using System;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands.Members;

/// <summary>
/// Refuses the names of member types as -NotePropertyName, so that
/// "Add-Member NoteProperty ..." is never taken for a property of that name.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NotePropertyNameAttribute : ArgumentTransformationAttribute
{
    private const PSMemberTypes Addable = PSMemberTypes.AliasProperty | PSMemberTypes.CodeProperty
        | PSMemberTypes.NoteProperty | PSMemberTypes.ScriptProperty | PSMemberTypes.PropertySet
        | PSMemberTypes.ScriptMethod | PSMemberTypes.CodeMethod | PSMemberTypes.MemberSet;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        if (plain is string or Enum
            && LanguagePrimitives.TryConvertTo(plain, out PSMemberTypes type)
            && (type & Addable) == type)
        {
            throw new PSArgumentException(
                $"The parameter NotePropertyName cannot take values that could be converted to the type {typeof(PSMemberTypes).FullName}. "
                + "To define the name of a member with those values, use Add-Member, and specify the member type.",
                "NotePropertyName");
        }

        return inputData;
    }
}
