using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace AitherZero.PowerShell.Host;

/// <summary>$PROFILE, and the profile scripts that run before everything without -NoProfile.</summary>
internal static class Profiles
{
    private const string AllHostsFile = "profile.ps1";
    private const string ThisHostFile = "Microsoft.PowerShell_profile.ps1";

    /// <summary>In the order in which they run: the machine's, then the user's.</summary>
    private static readonly (string Name, string Path)[] All =
    [
        ("AllUsersAllHosts", Path.Combine(MachineFolder, AllHostsFile)),
        ("AllUsersCurrentHost", Path.Combine(MachineFolder, ThisHostFile)),
        ("CurrentUserAllHosts", Path.Combine(UserFolder, AllHostsFile)),
        ("CurrentUserCurrentHost", Path.Combine(UserFolder, ThisHostFile)),
    ];

    private static string MachineFolder => AppContext.BaseDirectory;

    private static string UserFolder => OperatingSystem.IsWindows()
        ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.MyDocuments), "PowerShell")
        : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData), "powershell");

    public static void Define(Runspace runspace)
    {
        var profile = new PSObject(All[^1].Path);
        foreach ((string name, string path) in All)
        {
            profile.Properties.Add(new PSNoteProperty(name, path));
        }

        runspace.SessionStateProxy.SetVariable("PROFILE", profile);
    }

    /// <summary>Hands each profile that exists to <paramref name="run"/>.</summary>
    public static void Run(Action<string> run)
    {
        foreach ((string _, string path) in All)
        {
            if (File.Exists(path))
            {
                run(path);
            }
        }
    }
}
