using System;
using System.IO;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;

namespace AitherZero.PowerShell.Host;

/// <summary>
/// Empty stand-ins for the assemblies that the engine believes to be part of
/// every PowerShell. It asks for them when a script makes a runspace with the
/// default state ([powershell]::Create()) and would fail without; the cmdlets
/// themselves then load as modules, as everywhere in this host.
/// </summary>
internal static class EngineSnapIns
{
    private static readonly string[] Names =
    [
        "Microsoft.PowerShell.Commands.Diagnostics",
        "Microsoft.PowerShell.Commands.Management",
        "Microsoft.PowerShell.Commands.Utility",
        "Microsoft.PowerShell.ConsoleHost",
        "Microsoft.PowerShell.Security",
        "Microsoft.WSMan.Management",
    ];

    /// <summary>Costs nothing until the engine asks for one of them.</summary>
    public static void Provide() => AssemblyLoadContext.Default.Resolving += Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName wanted) =>
        Array.IndexOf(Names, wanted.Name) >= 0 ? MakeEmpty(context, wanted) : null;

    private static Assembly MakeEmpty(AssemblyLoadContext context, AssemblyName wanted)
    {
        var name = new AssemblyName(wanted.Name!) { Version = wanted.Version };
        name.SetPublicKeyToken(wanted.GetPublicKeyToken());
        var assembly = new PersistedAssemblyBuilder(name, typeof(object).Assembly);
        assembly.DefineDynamicModule(wanted.Name!);
        using var image = new MemoryStream();
        assembly.Save(image);
        image.Position = 0;
        return context.LoadFromStream(image);
    }
}
