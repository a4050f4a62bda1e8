using System;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Microsoft.PowerShell.Commands.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Unique: leaves out what equals the object before it.</summary>
[Cmdlet(VerbsCommon.Get, "Unique", DefaultParameterSetName = "AsString", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097028", RemotingCapability = RemotingCapability.None)]
public sealed class GetUniqueCommand : PSCmdlet
{
    private PSObject? _last;

    /// <summary>The objects, sorted.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>Compares the objects' text.</summary>
    [Parameter(ParameterSetName = "AsString")]
    public SwitchParameter AsString { get; set; }

    /// <summary>Compares the objects' types.</summary>
    [Parameter(ParameterSetName = "UniqueByType")]
    public SwitchParameter OnType { get; set; }

    /// <summary>Letters are the same in either case.</summary>
    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_last is not null && AreSame(_last, InputObject))
        {
            return;
        }

        WriteObject(InputObject);
        _last = InputObject;
    }

    private bool AreSame(PSObject one, PSObject two)
    {
        if (OnType)
        {
            return string.Equals(one.TypeNames[0], two.TypeNames[0], StringComparison.OrdinalIgnoreCase);
        }

        if (AsString)
        {
            return string.Compare(
                one.ToString(), two.ToString(), CultureInfo.CurrentCulture,
                CaseInsensitive ? CompareOptions.IgnoreCase : CompareOptions.None) == 0;
        }

        return new ValueComparer(descending: false, CultureInfo.CurrentCulture, !CaseInsensitive).Compare(one, two) == 0;
    }
}
