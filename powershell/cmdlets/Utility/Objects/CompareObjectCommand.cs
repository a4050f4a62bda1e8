using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;
using Microsoft.PowerShell.Commands.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// Compare-Object: what only one of two lists has. Both are walked in step;
/// what finds no partner waits for one, at most -SyncWindow of each side.
/// </summary>
[Cmdlet(VerbsData.Compare, "Object", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096605", RemotingCapability = RemotingCapability.None)]
public sealed class CompareObjectCommand : PSCmdlet
{
    private const string Side = "SideIndicator";

    private readonly List<KeyedObject> _waitingReferences = [];
    private readonly List<KeyedObject> _waitingDifferences = [];
    private Queue<KeyedObject>? _references;
    private List<PropertyArgument> _properties = [];
    private ObjectKeys? _keys;
    private KeyComparer? _comparer;

    /// <summary>The list that is compared with.</summary>
    [Parameter(Position = 0, Mandatory = true)]
    [AllowEmptyCollection]
    public PSObject[] ReferenceObject { get; set; } = [];

    /// <summary>The list that is compared.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipeline = true)]
    [AllowEmptyCollection]
    public PSObject[] DifferenceObject { get; set; } = [];

    /// <summary>How far apart partners may be.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int SyncWindow { get; set; } = int.MaxValue;

    /// <summary>What is compared; the objects when not given.</summary>
    [Parameter]
    public object[]? Property { get; set; }

    /// <summary>Not what differs.</summary>
    [Parameter]
    public SwitchParameter ExcludeDifferent { get; set; }

    /// <summary>Also what is equal.</summary>
    [Parameter]
    public SwitchParameter IncludeEqual { get; set; }

    /// <summary>Writes the objects themselves.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The culture whose rules hold.</summary>
    [Parameter]
    public string Culture { get; set; } = string.Empty;

    /// <summary>Tells capital letters from small ones.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (ExcludeDifferent && !MyInvocation.BoundParameters.ContainsKey(nameof(IncludeEqual)))
        {
            IncludeEqual = true;
        }

        _properties = PropertyArgument.Read(this, Property, PropertyArgument.ExpressionKey);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        Start(DifferenceObject);
        foreach (PSObject difference in DifferenceObject)
        {
            Step(_keys!.Evaluate(difference, 0));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Start([]);
        while (_references!.Count > 0)
        {
            Step(null);
        }

        _waitingDifferences.ForEach(d => WriteDifferent(d, "=>"));
        _waitingReferences.ForEach(r => WriteDifferent(r, "<="));
    }

    private void Start(PSObject[] first)
    {
        if (_references is not null)
        {
            return;
        }

        List<PSObject> references = [.. ReferenceObject];
        _keys = new ObjectKeys(this, _properties, references.Count > 0 ? references : [.. first]);
        CultureInfo culture = string.IsNullOrEmpty(Culture) ? CultureInfo.CurrentCulture : new CultureInfo(Culture);
        _comparer = new KeyComparer(_keys, descending: false, culture, CaseSensitive);
        _references = new Queue<KeyedObject>(_keys.Evaluate(references));
    }

    private void Step(KeyedObject? difference)
    {
        _references!.TryDequeue(out KeyedObject? reference);
        if (reference is not null && difference is not null && _comparer!.Compare(reference, difference) == 0)
        {
            WriteEqual(reference);
            return;
        }

        if (Take(difference, _waitingReferences) is KeyedObject partner)
        {
            WriteEqual(partner);
            difference = null;
        }

        if (Take(reference, _waitingDifferences) is not null)
        {
            WriteEqual(reference!);
            reference = null;
        }

        Wait(difference, _waitingDifferences, "=>");
        Wait(reference, _waitingReferences, "<=");
    }

    private KeyedObject? Take(KeyedObject? one, List<KeyedObject> waiting)
    {
        int place = one is null ? -1 : waiting.FindIndex(w => _comparer!.Compare(w, one) == 0);
        if (place < 0)
        {
            return null;
        }

        KeyedObject found = waiting[place];
        waiting.RemoveAt(place);
        return found;
    }

    private void Wait(KeyedObject? one, List<KeyedObject> waiting, string side)
    {
        if (one is null)
        {
            return;
        }

        if (SyncWindow == 0)
        {
            WriteDifferent(one, side);
            return;
        }

        while (waiting.Count >= SyncWindow)
        {
            WriteDifferent(waiting[0], side);
            waiting.RemoveAt(0);
        }

        waiting.Add(one);
    }

    private void WriteEqual(KeyedObject one)
    {
        if (IncludeEqual)
        {
            Write(one, "==");
        }
    }

    private void WriteDifferent(KeyedObject one, string side)
    {
        if (!ExcludeDifferent)
        {
            Write(one, side);
        }
    }

    private void Write(KeyedObject one, string side)
    {
        PSObject result = PassThru ? one.Object : Describe(one);
        result.Properties.Remove(Side);
        result.Properties.Add(new PSNoteProperty(Side, side));
        WriteObject(result);
    }

    private PSObject Describe(KeyedObject one)
    {
        var result = new PSObject();
        if (_properties.Count == 0)
        {
            result.Properties.Add(new PSNoteProperty("InputObject", one.Object));
        }

        foreach ((string name, object? value) in _keys!.NamesOf(one).Where(_ => _properties.Count > 0))
        {
            result.Properties.Add(new PSNoteProperty(name, value));
        }

        return result;
    }
}
