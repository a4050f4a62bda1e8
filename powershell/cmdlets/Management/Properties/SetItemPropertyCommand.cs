using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Set-ItemProperty: gives properties of items other values.</summary>
[Cmdlet(VerbsCommon.Set, "ItemProperty", SupportsShouldProcess = true,
    DefaultParameterSetName = ValueSet,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097147")]
public class SetItemPropertyCommand : FilteredCommand
{
    private const string ValueSet = "propertyValuePathSet";
    private const string ValueLiteralSet = "propertyValueLiteralPathSet";
    private const string ObjectSet = "propertyPSObjectPathSet";
    private const string ObjectLiteralSet = "propertyPSObjectLiteralPathSet";

    private string[] _paths = [];

    /// <summary>Paths with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = ObjectSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = ValueSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public string[] Path
    {
        get => _paths;
        set => _paths = value;
    }

    /// <summary>Paths as they are.</summary>
    [Parameter(ParameterSetName = ValueLiteralSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ObjectLiteralSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => _paths;
        set
        {
            IsLiteral = true;
            _paths = value;
        }
    }

    /// <summary>The property's name.</summary>
    [Parameter(Position = 1, ParameterSetName = ValueSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 1, ParameterSetName = ValueLiteralSet,
        Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSProperty")]
    public string Name { get; set; } = string.Empty;

    /// <summary>Its value.</summary>
    [Parameter(Position = 2, ParameterSetName = ValueSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 2, ParameterSetName = ValueLiteralSet,
        Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    public object? Value { get; set; }

    /// <summary>An object whose properties are the values.</summary>
    [Parameter(ParameterSetName = ObjectSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = ObjectLiteralSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public PSObject? InputObject { get; set; }

    /// <summary>Write the properties out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Property.SetDynamic(
            _paths is { Length: > 0 } ? _paths[0] : ".", Values(), context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in _paths)
        {
            Try(() => InvokeProvider.Property.Set(path, Values(), NewContext(PassThru)));
        }
    }

    private PSObject Values()
    {
        if (ParameterSetName is ObjectSet or ObjectLiteralSet)
        {
            return InputObject ?? new PSObject();
        }

        var values = new PSObject();
        if (!string.IsNullOrEmpty(Name))
        {
            values.Properties.Add(new PSNoteProperty(Name, Value));
        }

        return values;
    }
}
