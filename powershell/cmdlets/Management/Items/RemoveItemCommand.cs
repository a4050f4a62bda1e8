using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Remove-Item: deletes items.</summary>
[Cmdlet(VerbsCommon.Remove, "Item", SupportsShouldProcess = true,
    DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097103")]
public class RemoveItemCommand : PipedPathCommand
{
    private bool _yesToAll;
    private bool _noToAll;

    /// <summary>What is below them too, without a question.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Item.RemoveDynamic(FirstPath, Recurse, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        _yesToAll = false;
        _noToAll = false;
        foreach (string path in Path)
        {
            Try(() => RemoveAll(path));
        }
    }

    private void RemoveAll(string path)
    {
        // With -Recurse the filters choose among what is below.
        Collection<PathInfo> found = SessionState.Path
            .GetResolvedPSPathFromPSPath(
                path, Recurse ? NewContextWithoutFilters() : NewContext());
        if (IsLiteral && found.Count == 0)
        {
            throw EngineErrors.PathNotFound(path);
        }

        foreach (PathInfo one in found)
        {
            Try(() => Remove(one));
        }
    }

    private void Remove(PathInfo item)
    {
        ProviderContext context = NewContext();
        if (SessionState.Path.IsCurrentLocationOrAncestor(item.Path, context))
        {
            WriteInvalidOperation(
                $"Cannot remove the item at '{item.Path}' because it is in use.");
            return;
        }

        bool isLink = IsLink(item);
        if (isLink || Recurse || !SessionState.HasChild(item, context))
        {
            SessionState.Remove(item, Recurse && !isLink, context);
        }
        else if (ShouldContinue(
            $"The item at {item.Path} has children and the Recurse parameter "
                + "was not specified. If you continue, all children will be "
                + "removed with the item. Are you sure you want to continue?",
            null, ref _yesToAll, ref _noToAll))
        {
            SessionState.Remove(item, recurse: true, context);
        }
    }

    /// <summary>A link to a folder goes alone, without what is behind it.</summary>
    private static bool IsLink(PathInfo item) =>
        item.Provider.Name == "FileSystem"
        && new DirectoryInfo(item.ProviderPath).Attributes is var attributes
        && (int)attributes != -1
        && attributes.HasFlag(FileAttributes.ReparsePoint);
}
