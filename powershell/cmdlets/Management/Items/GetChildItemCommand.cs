using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-ChildItem: what is in containers.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Items",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096492")]
public class GetChildItemCommand : ProviderCommand
{
    private string[]? _paths;
    private uint? _depth;

    /// <summary>Paths with wildcards; the current location if left out.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Items", ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    public string[]? Path
    {
        get => _paths;
        set => _paths = value;
    }

    /// <summary>Paths as they are.</summary>
    [Parameter(
        ParameterSetName = "LiteralItems", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath
    {
        get => _paths;
        set
        {
            IsLiteral = true;
            _paths = value;
        }
    }

    /// <inheritdoc/>
    [Parameter(Position = 1)]
    public override string? Filter
    {
        get => base.Filter;
        set => base.Filter = value;
    }

    /// <inheritdoc/>
    [Parameter]
    public override string[] Include
    {
        get => base.Include;
        set => base.Include = value;
    }

    /// <inheritdoc/>
    [Parameter]
    public override string[] Exclude
    {
        get => base.Exclude;
        set => base.Exclude = value;
    }

    /// <summary>What is below the children too.</summary>
    [Parameter]
    [Alias("s", "r")]
    public SwitchParameter Recurse { get; set; }

    /// <summary>How many levels below; means -Recurse.</summary>
    [Parameter]
    public uint Depth
    {
        get => _depth ?? uint.MaxValue;
        set
        {
            _depth = value;
            Recurse = true;
        }
    }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    /// <summary>Names alone.</summary>
    [Parameter]
    public SwitchParameter Name { get; set; }

    internal override object? DynamicParametersOf(ProviderContext context)
    {
        string path = _paths is { Length: > 0 } ? _paths[0] : ".";
        return Name
            ? InvokeProvider.ChildItem.GetNamesDynamic(path, context)
            : InvokeProvider.ChildItem.GetDynamic(path, Recurse, context);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_paths is not { Length: > 0 })
        {
            _paths = [string.Empty];
        }

        foreach (string path in _paths)
        {
            Try(() => Get(path, NewContext()));
        }
    }

    private void Get(string path, ProviderContext context)
    {
        if (Name)
        {
            InvokeProvider.ChildItem.GetNames(
                path, ReturnContainers.ReturnMatchingContainers, Recurse,
                Depth, context);
        }
        else
        {
            InvokeProvider.ChildItem.Get(path, Recurse, Depth, context);
        }
    }
}
