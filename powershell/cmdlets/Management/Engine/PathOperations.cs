using System.Collections.ObjectModel;
using System.Management.Automation;

namespace AitherZero.PowerShell.Management.Engine;

/// <summary>
/// The engine's operations over paths, locations, drives and properties that
/// take a context. They have the names of their public siblings.
/// </summary>
internal static class PathOperations
{
    internal static Collection<PathInfo> GetResolvedPSPathFromPSPath(
        this PathIntrinsics paths, string path, ProviderContext context) =>
        (Collection<PathInfo>)EngineMembers.Call(
            paths, nameof(GetResolvedPSPathFromPSPath), path, context)!;

    /// <summary>The provider's form of resolved paths.</summary>
    internal static Collection<string> GetResolvedProviderPathFromPSPath(
        this PathIntrinsics paths, string path, ProviderContext context,
        out ProviderInfo provider)
    {
        object?[] arguments = [path, context, null];
        object? found = EngineMembers.Call(
            paths, nameof(GetResolvedProviderPathFromPSPath), arguments);
        provider = (ProviderInfo)arguments[2]!;
        return (Collection<string>)found!;
    }

    internal static string GetUnresolvedProviderPathFromPSPath(
        this PathIntrinsics paths, string path, ProviderContext context,
        out ProviderInfo provider, out PSDriveInfo? drive)
    {
        object?[] arguments = [path, context, null, null];
        object? found = EngineMembers.Call(
            paths, nameof(GetUnresolvedProviderPathFromPSPath), arguments);
        provider = (ProviderInfo)arguments[2]!;
        drive = (PSDriveInfo?)arguments[3];
        return (string)found!;
    }

    internal static string Combine(
        this PathIntrinsics paths, string? parent, string? child,
        ProviderContext context) =>
        (string)EngineMembers.Call(
            paths, nameof(Combine), parent, child, context)!;

    internal static string ParseParent(
        this PathIntrinsics paths, string path, string? root,
        ProviderContext context) =>
        (string)EngineMembers.Call(
            paths, nameof(ParseParent), path, root, context, true)!;

    internal static string ParseChildName(
        this PathIntrinsics paths, string path, ProviderContext context) =>
        (string)EngineMembers.Call(
            paths, nameof(ParseChildName), path, context, true)!;

    internal static string NormalizeRelativePath(
        this PathIntrinsics paths, string path, string basePath,
        ProviderContext context) =>
        (string)EngineMembers.Call(
            paths, nameof(NormalizeRelativePath), path, basePath, context)!;

    internal static bool IsValid(
        this PathIntrinsics paths, string path, ProviderContext context) =>
        (bool)EngineMembers.Call(paths, nameof(IsValid), path, context)!;

    internal static bool IsCurrentLocationOrAncestor(
        this PathIntrinsics paths, string path, ProviderContext context) =>
        (bool)EngineMembers.Call(
            paths, nameof(IsCurrentLocationOrAncestor), path, context)!;

    /// <summary>Literal tells that the path has no wildcards.</summary>
    internal static PathInfo SetLocation(
        this PathIntrinsics paths, string path, ProviderContext context,
        bool literal) =>
        (PathInfo)EngineMembers.Call(
            paths, nameof(SetLocation), path, context, literal)!;

    internal static void New(
        this DriveManagementIntrinsics drives, PSDriveInfo drive,
        string? scope, ProviderContext context) =>
        EngineMembers.Call(drives, nameof(New), drive, scope, context);

    internal static object? NewDynamic(
        this DriveManagementIntrinsics drives, string provider,
        ProviderContext context) =>
        EngineMembers.Call(
            drives, "NewDriveDynamicParameters", provider, context);

    internal static void Remove(
        this DriveManagementIntrinsics drives, string name, bool force,
        string? scope, ProviderContext context) =>
        EngineMembers.Call(drives, nameof(Remove), name, force, scope, context);

    internal static void Get(
        this PropertyCmdletProviderIntrinsics properties, string path,
        Collection<string>? names, ProviderContext context) =>
        EngineMembers.Call(properties, nameof(Get), path, names, context);

    internal static object? GetDynamic(
        this PropertyCmdletProviderIntrinsics properties, string path,
        Collection<string>? names, ProviderContext context) =>
        EngineMembers.Call(
            properties, "GetPropertyDynamicParameters", path, names, context);

    internal static void Set(
        this PropertyCmdletProviderIntrinsics properties, string path,
        PSObject values, ProviderContext context) =>
        EngineMembers.Call(properties, nameof(Set), path, values, context);

    internal static object? SetDynamic(
        this PropertyCmdletProviderIntrinsics properties, string path,
        PSObject? values, ProviderContext context) =>
        EngineMembers.Call(
            properties, "SetPropertyDynamicParameters", path, values, context);

    internal static void New(
        this PropertyCmdletProviderIntrinsics properties, string path,
        string name, string? type, object? value, ProviderContext context) =>
        EngineMembers.Call(
            properties, nameof(New), path, name, type, value, context);

    internal static object? NewDynamic(
        this PropertyCmdletProviderIntrinsics properties, string path,
        string? name, string? type, object? value, ProviderContext context) =>
        EngineMembers.Call(
            properties, "NewPropertyDynamicParameters", path, name, type,
            value, context);

    internal static void Remove(
        this PropertyCmdletProviderIntrinsics properties, string path,
        string name, ProviderContext context) =>
        EngineMembers.Call(properties, nameof(Remove), path, name, context);

    internal static object? RemoveDynamic(
        this PropertyCmdletProviderIntrinsics properties, string path,
        string? name, ProviderContext context) =>
        EngineMembers.Call(
            properties, "RemovePropertyDynamicParameters", path, name, context);

    internal static void Clear(
        this PropertyCmdletProviderIntrinsics properties, string path,
        Collection<string> names, ProviderContext context) =>
        EngineMembers.Call(properties, nameof(Clear), path, names, context);

    internal static object? ClearDynamic(
        this PropertyCmdletProviderIntrinsics properties, string path,
        Collection<string> names, ProviderContext context) =>
        EngineMembers.Call(
            properties, "ClearPropertyDynamicParameters", path, names, context);

    /// <summary>Where a drive's current location is.</summary>
    internal static PathInfo LocationOf(PSDriveInfo drive, SessionState session)
    {
        object? path = EngineMembers.CallStatic(
            EngineMembers.FindType("System.Management.Automation.LocationGlobber"),
            "GetDriveQualifiedPath", drive.CurrentLocation, drive);
        return NewPathInfo(drive, drive.Provider, (string)path!, session);
    }

    /// <summary>A path that need not lead to an item.</summary>
    internal static PathInfo NewPathInfo(
        PSDriveInfo? drive, ProviderInfo provider, string path,
        SessionState session) =>
        (PathInfo)EngineMembers.Create(
            typeof(PathInfo),
            [
                typeof(PSDriveInfo), typeof(ProviderInfo), typeof(string),
                typeof(SessionState),
            ],
            drive, provider, path, session);
}
