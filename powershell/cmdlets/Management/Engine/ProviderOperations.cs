using System;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Provider;

namespace AitherZero.PowerShell.Management.Engine;

/// <summary>
/// The engine's operations over items, content and properties that take a
/// context: streaming, filtered, with dynamic parameters. They have the names
/// of their public siblings.
/// </summary>
internal static class ProviderOperations
{
    internal static void Get(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        EngineMembers.Call(items, nameof(Get), path, context);

    internal static object? GetDynamic(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        EngineMembers.Call(items, "GetItemDynamicParameters", path, context);

    internal static void Set(
        this ItemCmdletProviderIntrinsics items, string path, object? value,
        ProviderContext context) =>
        EngineMembers.Call(items, nameof(Set), path, value, context);

    internal static object? SetDynamic(
        this ItemCmdletProviderIntrinsics items, string path, object? value,
        ProviderContext context) =>
        EngineMembers.Call(
            items, "SetItemDynamicParameters", path, value, context);

    internal static void Clear(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        EngineMembers.Call(items, nameof(Clear), path, context);

    internal static object? ClearDynamic(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        EngineMembers.Call(items, "ClearItemDynamicParameters", path, context);

    internal static void Invoke(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        EngineMembers.Call(items, nameof(Invoke), path, context);

    internal static object? InvokeDynamic(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        EngineMembers.Call(items, "InvokeItemDynamicParameters", path, context);

    internal static void Rename(
        this ItemCmdletProviderIntrinsics items, string path, string newName,
        ProviderContext context) =>
        EngineMembers.Call(items, nameof(Rename), path, newName, context);

    internal static object? RenameDynamic(
        this ItemCmdletProviderIntrinsics items, string path, string newName,
        ProviderContext context) =>
        EngineMembers.Call(
            items, "RenameItemDynamicParameters", path, newName, context);

    internal static void New(
        this ItemCmdletProviderIntrinsics items, string path, string? name,
        string? type, object? value, ProviderContext context) =>
        EngineMembers.Call(items, nameof(New), path, name, type, value, context);

    internal static object? NewDynamic(
        this ItemCmdletProviderIntrinsics items, string path, string? type,
        object? value, ProviderContext context) =>
        EngineMembers.Call(
            items, "NewItemDynamicParameters", path, type, value, context);

    /// <summary>
    /// Removes a resolved item. Filters choose among what is below it; the
    /// path itself is not looked up again.
    /// </summary>
    internal static void Remove(
        this SessionState session, PathInfo item, bool recurse,
        ProviderContext context) =>
        EngineMembers.CallExact(
            EngineMembers.Get(session, "Internal")!, "RemoveItem",
            [
                typeof(string), typeof(string), typeof(bool),
                EngineMembers.ContextType,
            ],
            item.Provider.Name, item.ProviderPath, recurse, context);

    internal static object? RemoveDynamic(
        this ItemCmdletProviderIntrinsics items, string path, bool recurse,
        ProviderContext context) =>
        EngineMembers.Call(
            items, "RemoveItemDynamicParameters", path, recurse, context);

    internal static void Copy(
        this ItemCmdletProviderIntrinsics items, string path,
        string? destination, bool recurse, CopyContainers containers,
        ProviderContext context) =>
        EngineMembers.Call(
            items, nameof(Copy), path, destination, recurse, containers,
            context);

    internal static object? CopyDynamic(
        this ItemCmdletProviderIntrinsics items, string path,
        string? destination, bool recurse, ProviderContext context) =>
        EngineMembers.Call(
            items, "CopyItemDynamicParameters", path, destination, recurse,
            context);

    internal static void Move(
        this ItemCmdletProviderIntrinsics items, string path,
        string? destination, ProviderContext context) =>
        EngineMembers.Call(items, nameof(Move), path, destination, context);

    internal static object? MoveDynamic(
        this ItemCmdletProviderIntrinsics items, string path,
        string? destination, ProviderContext context) =>
        EngineMembers.Call(
            items, "MoveItemDynamicParameters", path, destination, context);

    internal static bool Exists(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        (bool)EngineMembers.Call(items, nameof(Exists), path, context)!;

    internal static object? ExistsDynamic(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        EngineMembers.Call(items, "ItemExistsDynamicParameters", path, context);

    internal static bool IsContainer(
        this ItemCmdletProviderIntrinsics items, string path,
        ProviderContext context) =>
        (bool)EngineMembers.Call(items, nameof(IsContainer), path, context)!;

    internal static void Get(
        this ChildItemCmdletProviderIntrinsics children, string path,
        bool recurse, uint depth, ProviderContext context) =>
        EngineMembers.Call(
            children, nameof(Get), path, recurse, depth, context);

    internal static object? GetDynamic(
        this ChildItemCmdletProviderIntrinsics children, string path,
        bool recurse, ProviderContext context) =>
        EngineMembers.Call(
            children, "GetChildItemsDynamicParameters", path, recurse, context);

    internal static void GetNames(
        this ChildItemCmdletProviderIntrinsics children, string path,
        ReturnContainers containers, bool recurse, uint depth,
        ProviderContext context) =>
        EngineMembers.Call(
            children, nameof(GetNames), path, containers, recurse, depth,
            context);

    internal static object? GetNamesDynamic(
        this ChildItemCmdletProviderIntrinsics children, string path,
        ProviderContext context) =>
        EngineMembers.Call(
            children, "GetChildNamesDynamicParameters", path, context);

    /// <summary>Whether a resolved item has children.</summary>
    internal static bool HasChild(
        this SessionState session, PathInfo item, ProviderContext context) =>
        (bool)EngineMembers.CallExact(
            EngineMembers.Get(session, "Internal")!, "HasChildItems",
            [typeof(string), typeof(string), EngineMembers.ContextType],
            item.Provider.Name, item.ProviderPath, context)!;

    internal static Collection<IContentReader> GetReader(
        this ContentCmdletProviderIntrinsics content, string path,
        ProviderContext context) =>
        (Collection<IContentReader>)EngineMembers.Call(
            content, nameof(GetReader), path, context)!;

    internal static object? GetReaderDynamic(
        this ContentCmdletProviderIntrinsics content, string path,
        ProviderContext context) =>
        EngineMembers.Call(
            content, "GetContentReaderDynamicParameters", path, context);

    internal static Collection<IContentWriter> GetWriter(
        this ContentCmdletProviderIntrinsics content, string path,
        ProviderContext context) =>
        (Collection<IContentWriter>)EngineMembers.Call(
            content, nameof(GetWriter), path, context)!;

    internal static object? GetWriterDynamic(
        this ContentCmdletProviderIntrinsics content, string path,
        ProviderContext context) =>
        EngineMembers.Call(
            content, "GetContentWriterDynamicParameters", path, context);

    internal static void Clear(
        this ContentCmdletProviderIntrinsics content, string path,
        ProviderContext context) =>
        EngineMembers.Call(content, nameof(Clear), path, context);

    internal static object? ClearDynamic(
        this ContentCmdletProviderIntrinsics content, string path,
        ProviderContext context) =>
        EngineMembers.Call(
            content, "ClearContentDynamicParameters", path, context);
}
