using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace AitherZero.PowerShell.Management;

/// <summary>A cmdlet that looks for drives.</summary>
public abstract class DriveCommand : ProviderCommand
{
    /// <summary>
    /// The drives with a name of some providers, in order. Throws when a name
    /// without wildcards, of a drive or provider, does not exist.
    /// </summary>
    internal List<PSDriveInfo> Find(
        string? name, string[]? providers, string? scope)
    {
        if (!string.IsNullOrEmpty(name)
            && !WildcardPattern.ContainsWildcardCharacters(name))
        {
            _ = string.IsNullOrEmpty(scope)
                ? SessionState.Drive.Get(name)
                : SessionState.Drive.GetAtScope(name, scope);
        }

        var found = new List<PSDriveInfo>();
        foreach (string provider in providers is { Length: > 0 } ? providers : ["*"])
        {
            if (!WildcardPattern.ContainsWildcardCharacters(provider))
            {
                SessionState.Provider.Get(provider);
            }

            foreach (PSDriveInfo drive in SessionState.Drive.GetAllAtScope(scope))
            {
                if (HasName(drive, name) && IsOf(drive.Provider, provider))
                {
                    found.Add(drive);
                }
            }
        }

        found.Sort();
        return found;
    }

    /// <summary>
    /// Whether a provider has this name, which may have wildcards and may be
    /// qualified by the module.
    /// </summary>
    internal static bool IsOf(ProviderInfo provider, string name)
    {
        int slash = name.LastIndexOf('\\');
        return Matches(name[(slash + 1)..], provider.Name)
            && (slash < 0 || string.Equals(
                name[..slash], provider.ModuleName,
                StringComparison.OrdinalIgnoreCase));
    }

    private bool HasName(PSDriveInfo drive, string? name) =>
        string.IsNullOrEmpty(name)
        || (IsLiteral
            ? string.Equals(drive.Name, name, StringComparison.OrdinalIgnoreCase)
            : Matches(name, drive.Name));

    private static bool Matches(string pattern, string name) =>
        WildcardPattern.Get(pattern, WildcardOptions.IgnoreCase).IsMatch(name);
}
