using System.Collections.ObjectModel;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Rename-Item: gives an item another name where it is.</summary>
[Cmdlet(VerbsCommon.Rename, "Item", SupportsShouldProcess = true,
    DefaultParameterSetName = "ByPath",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097153")]
public class RenameItemCommand : CredentialCommand
{
    private string _path = string.Empty;

    /// <summary>A path with wildcards that stand for one item.</summary>
    [Parameter(
        Position = 0, Mandatory = true, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true, ParameterSetName = "ByPath")]
    public string Path
    {
        get => _path;
        set => _path = value;
    }

    /// <summary>A path as it is.</summary>
    [Parameter(
        Mandatory = true, ValueFromPipelineByPropertyName = true,
        ParameterSetName = "ByLiteralPath")]
    [Alias("PSPath", "LP")]
    public string LiteralPath
    {
        get => _path;
        set
        {
            IsLiteral = true;
            _path = value;
        }
    }

    /// <summary>The name alone.</summary>
    [Parameter(
        Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string NewName { get; set; } = string.Empty;

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    /// <summary>Write the renamed item out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.RenameDynamic(_path, NewName, context);

    /// <inheritdoc/>
    protected override void ProcessRecord() => Try(() =>
    {
        if (IsLiteral)
        {
            Rename(_path);
            return;
        }

        Collection<PathInfo> found = SessionState.Path
            .GetResolvedPSPathFromPSPath(_path, NewContext());
        Rename(found.Count == 1
            ? found[0].Path
            : WildcardPattern.Unescape(_path));
    });

    private void Rename(string path)
    {
        ProviderContext context = NewLiteralContext();
        if (!InvokeProvider.Item.Exists(path, context))
        {
            WriteInvalidOperation(
                $"Cannot rename because item at '{path}' does not exist.");
        }
        else if (SessionState.Path.IsCurrentLocationOrAncestor(path, context))
        {
            WriteInvalidOperation(
                $"Cannot rename the item at '{path}' because it is in use.");
        }
        else
        {
            context.PassThru = PassThru;
            InvokeProvider.Item.Rename(path, NewName, context);
        }
    }
}
