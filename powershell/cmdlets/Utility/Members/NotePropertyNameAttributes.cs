using System;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands.Members;

/// <summary>
/// Refuses the names of member types as -NotePropertyName, so that
/// "Add-Member NoteProperty ..." is never taken for a property of that name:
/// the engine then tries the other parameter set.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NoMemberTypeAttribute : ValidateArgumentsAttribute
{
    private const PSMemberTypes Addable = PSMemberTypes.AliasProperty | PSMemberTypes.CodeProperty
        | PSMemberTypes.NoteProperty | PSMemberTypes.ScriptProperty | PSMemberTypes.PropertySet
        | PSMemberTypes.ScriptMethod | PSMemberTypes.CodeMethod | PSMemberTypes.MemberSet;

    /// <inheritdoc/>
    protected override void Validate(object arguments, EngineIntrinsics engineIntrinsics)
    {
        if (arguments is string name
            && LanguagePrimitives.TryConvertTo(name, out PSMemberTypes type)
            && (type & (type - 1)) == 0 && (type & Addable) != 0)
        {
            // Only this constructor lets the search for a parameter set go on.
            throw (ValidationMetadataException)EngineMembers.Create(
                typeof(ValidationMetadataException),
                $"The parameter NotePropertyName cannot take values that could be converted to the type {typeof(PSMemberTypes).FullName}. "
                + "To define the name of a member with those values, use Add-Member, and specify the member type.",
                true);
        }
    }
}

/// <summary>Takes a number for its text.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class NumberAsTextAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is object plain
        && Type.GetTypeCode(plain.GetType()) is >= TypeCode.SByte and <= TypeCode.Decimal
            ? LanguagePrimitives.ConvertTo<string>(plain)
            : inputData;
}
