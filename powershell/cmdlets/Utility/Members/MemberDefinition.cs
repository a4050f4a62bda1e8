using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>A member as Get-Member describes it.</summary>
public class MemberDefinition
{
    /// <summary>Describes one.</summary>
    public MemberDefinition(string typeName, string name, PSMemberTypes memberType, string definition)
    {
        TypeName = typeName;
        Name = name;
        MemberType = memberType;
        Definition = definition;
    }

    /// <summary>The type of the object that has it.</summary>
    public string TypeName { get; }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it is.</summary>
    public PSMemberTypes MemberType { get; }

    /// <summary>How it is declared.</summary>
    public string Definition { get; }

    /// <inheritdoc/>
    public override string ToString() => Definition;
}
