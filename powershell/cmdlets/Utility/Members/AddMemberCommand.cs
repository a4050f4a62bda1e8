using System;
using System.Collections;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Members;

namespace Microsoft.PowerShell.Commands;

/// <summary>Add-Member: gives an object members or a type name of its own.</summary>
[Cmdlet(VerbsCommon.Add, "Member", DefaultParameterSetName = TypeNameSet, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097109", RemotingCapability = RemotingCapability.None)]
public sealed class AddMemberCommand : PSCmdlet
{
    private const string TypeNameSet = "TypeNameSet";
    private const string SingleSet = "NotePropertySingleMemberSet";
    private const string MultiSet = "NotePropertyMultiMemberSet";
    private const string MemberSet = "MemberSet";

    /// <summary>The object.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>What the member is.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = MemberSet)]
    [Alias("Type")]
    public PSMemberTypes MemberType { get; set; }

    /// <summary>Its name.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = MemberSet)]
    public string Name { get; set; } = string.Empty;

    /// <summary>Its value, or how it is read.</summary>
    [Parameter(Position = 2, ParameterSetName = MemberSet)]
    public object? Value { get; set; }

    /// <summary>How it is written, or an alias's type.</summary>
    [Parameter(Position = 3, ParameterSetName = MemberSet)]
    public object? SecondValue { get; set; }

    /// <summary>A name that the object's type gets.</summary>
    [Parameter(Mandatory = true, ParameterSetName = TypeNameSet)]
    [Parameter(ParameterSetName = MemberSet)]
    [Parameter(ParameterSetName = SingleSet)]
    [Parameter(ParameterSetName = MultiSet)]
    [ValidateNotNullOrEmpty]
    public string? TypeName { get; set; }

    /// <summary>Replaces the object's own member of that name.</summary>
    [Parameter(ParameterSetName = MemberSet)]
    [Parameter(ParameterSetName = SingleSet)]
    [Parameter(ParameterSetName = MultiSet)]
    public SwitchParameter Force { get; set; }

    /// <summary>Writes the object.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The name of a note property.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = SingleSet)]
    [ValidateNotNullOrEmpty]
    [NoMemberType]
    [NumberAsText]
    public string NotePropertyName { get; set; } = string.Empty;

    /// <summary>Its value.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = SingleSet)]
    [AllowNull]
    public object? NotePropertyValue { get; set; }

    /// <summary>Note properties by name.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = MultiSet)]
    [ValidateNotNullOrEmpty]
    public IDictionary NotePropertyMembers { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (TypeName is not null && string.IsNullOrWhiteSpace(TypeName))
        {
            ThrowTerminatingError(Problem(
                "TypeNameShouldNotBeEmpty", "The TypeName parameter should not be null, empty, or contain only white spaces.", TypeName));
        }

        bool changed = ParameterSetName switch
        {
            TypeNameSet => true,
            SingleSet => Add(new PSNoteProperty(NotePropertyName, NotePropertyValue)),
            MultiSet => AddAll(),
            _ => Add(NewMember()),
        };
        if (!changed)
        {
            return;
        }

        if (TypeName is not null)
        {
            AddTypeName(TypeName);
        }

        if (PassThru)
        {
            WriteObject(InputObject);
        }
    }

    private bool AddAll()
    {
        bool any = false;
        foreach (DictionaryEntry entry in NotePropertyMembers)
        {
            string name = LanguagePrimitives.ConvertTo<string>(entry.Key);
            if (string.IsNullOrEmpty(name))
            {
                WriteError(Problem(
                    "NotePropertyNameShouldNotBeNull", "The name for a NoteProperty member should not be null or an empty string.", name));
                continue;
            }

            any |= Add(new PSNoteProperty(name, entry.Value));
        }

        return any;
    }

    private bool Add(PSMemberInfo member)
    {
        PSMemberInfo? present = InputObject.Members[member.Name];
        if (present is not null && !Force)
        {
            WriteError(Problem(
                "MemberAlreadyExists",
                $"Cannot add a member with the name \"{member.Name}\" because a member with that name already exists. "
                + "To overwrite the member anyway, add the Force parameter to your command.",
                InputObject));
            return false;
        }

        if (present is { IsInstance: false })
        {
            WriteError(Problem(
                "CannotRemoveTypeDataMember",
                $"Cannot force the member with name \"{member.Name}\" and type \"{present.MemberType}\" to be added. "
                + "A member with that name and type already exists, and the existing member is not an instance extension.",
                InputObject));
            return false;
        }

        if (present is not null)
        {
            InputObject.Members.Remove(member.Name);
        }

        InputObject.Members.Add(member);
        return true;
    }

    private PSMemberInfo NewMember()
    {
        var values = new MemberValues(
            this, MemberType, Name, Value, SecondValue,
            MyInvocation.BoundParameters.ContainsKey(nameof(Value)), MyInvocation.BoundParameters.ContainsKey(nameof(SecondValue)));
        return values.NewMember();
    }

    /// <summary>A type accelerator's name stands for its type's.</summary>
    private void AddTypeName(string name)
    {
        string full = LanguagePrimitives.TryConvertTo(name, out Type? type) && type?.FullName is string typeName ? typeName : name;
        InputObject.TypeNames.Insert(0, full);
    }

    internal static ErrorRecord Problem(string id, string message, object? target) =>
        new(new InvalidOperationException(message), id, ErrorCategory.InvalidOperation, target);
}
