using System;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Microsoft.PowerShell.Commands.Engine;
using Microsoft.PowerShell.Commands.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// Select-Object: which objects go on (<see cref="ObjectChooser"/>) and what of
/// them (<see cref="ObjectProjector"/>). With -Unique all is written at the end.
/// </summary>
[Cmdlet(VerbsCommon.Select, "Object", DefaultParameterSetName = DefaultSet, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096716", RemotingCapability = RemotingCapability.None)]
public sealed class SelectObjectCommand : PSCmdlet
{
    private const string DefaultSet = "DefaultParameter";
    private const string SkipLastSet = "SkipLastParameter";
    private const string IndexSet = "IndexParameter";
    private const string SkipIndexSet = "SkipIndexParameter";

    private ObjectChooser? _chooser;
    private ObjectProjector? _projector;
    private UniqueObjects? _unique;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>What of each object goes on.</summary>
    [Parameter(Position = 0, ParameterSetName = DefaultSet)]
    [Parameter(Position = 0, ParameterSetName = SkipLastSet)]
    public object[]? Property { get; set; }

    /// <summary>Patterns of what does not.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Parameter(ParameterSetName = SkipLastSet)]
    public string[]? ExcludeProperty { get; set; }

    /// <summary>The property whose value takes the object's place.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Parameter(ParameterSetName = SkipLastSet)]
    public string? ExpandProperty { get; set; }

    /// <summary>Each only once.</summary>
    [Parameter]
    public SwitchParameter Unique { get; set; }

    /// <summary>With -Unique: letters are the same in either case.</summary>
    [Parameter]
    public SwitchParameter CaseInsensitive { get; set; }

    /// <summary>How many from the end.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [ValidateRange(0, int.MaxValue)]
    public int Last { get; set; }

    /// <summary>How many from the start; then the commands before this one are stopped.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [ValidateRange(0, int.MaxValue)]
    public int First { get; set; }

    /// <summary>How many are left out first.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Parameter(ParameterSetName = SkipLastSet)]
    [ValidateRange(0, int.MaxValue)]
    public int Skip { get; set; }

    /// <summary>How many are left out at the end.</summary>
    [Parameter(ParameterSetName = SkipLastSet)]
    [ValidateRange(0, int.MaxValue)]
    public int SkipLast { get; set; }

    /// <summary>Lets the commands before this one run to their end.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Parameter(ParameterSetName = IndexSet)]
    public SwitchParameter Wait { get; set; }

    /// <summary>Which objects, counted from 0.</summary>
    [Parameter(ParameterSetName = IndexSet)]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Index { get; set; }

    /// <summary>Which objects not, counted from 0.</summary>
    [Parameter(ParameterSetName = SkipIndexSet)]
    [ValidateRange(0, int.MaxValue)]
    public int[]? SkipIndex { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        object[]? properties = ExcludeProperty is not null && Property is null or [] ? ["*"] : Property;
        _projector = new ObjectProjector(
            this, PropertyArgument.Read(this, properties, PropertyArgument.ExpressionKey, PropertyArgument.NameKey, PropertyArgument.LabelKey),
            ExcludeProperty, ExpandProperty, WriteSelected);
        _unique = Unique ? new UniqueObjects(!CaseInsensitive) : null;
        _chooser = NewChooser();
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        foreach (PSObject chosen in _chooser!.Offer(InputObject))
        {
            _projector!.Project(chosen);
        }

        if (_chooser.HasAll && !Wait)
        {
            EndProcessing();
            throw (Exception)EngineMembers.Create(
                EngineMembers.FindType("System.Management.Automation.StopUpstreamCommandsException"), this);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (PSObject chosen in _chooser!.Finish())
        {
            _projector!.Project(chosen);
        }

        foreach (PSObject written in _unique?.All ?? [])
        {
            WriteObject(written);
        }
    }

    private ObjectChooser NewChooser()
    {
        bool Given(string name) => MyInvocation.BoundParameters.ContainsKey(name);
        if (Index is not null)
        {
            return new IndexChooser(Index);
        }

        if (SkipIndex is not null)
        {
            return new SkipIndexChooser(SkipIndex);
        }

        return SkipLast > 0
            ? new SkipLastChooser(Skip, SkipLast)
            : new RangeChooser(Given(nameof(First)) ? First : null, Given(nameof(Last)) ? Last : null, Skip);
    }

    private void WriteSelected(PSObject selected, IReadOnlyList<PSNoteProperty> added)
    {
        if (_unique is null)
        {
            MarkSelected(selected, added.Count > 0);
            WriteObject(selected);
        }
        else if (_unique.Add(selected, added))
        {
            MarkSelected(selected, added.Count > 0);
        }
    }

    /// <summary>An object of properties alone is named after what it was chosen from.</summary>
    private void MarkSelected(PSObject selected, bool isNew)
    {
        if (selected.ImmediateBaseObject is PSCustomObject)
        {
            string name = "Selected." + InputObject.BaseObject.GetType();
            if (isNew || !selected.TypeNames.Contains(name))
            {
                selected.TypeNames.Insert(0, name);
            }
        }
    }
}
