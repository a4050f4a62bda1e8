#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;

namespace AitherZero.Worker
{
    /// <summary>
    /// The modules that nearly every script uses, ready in each session. The
    /// first session of the process imports them; the later ones are given
    /// their cmdlets directly, at a fraction of the cost of an import. Used on
    /// the thread that runs jobs.
    /// </summary>
    internal sealed class EverydayModules
    {
        private static readonly string[] Names =
        {
            "Microsoft.PowerShell.Utility",
            "Microsoft.PowerShell.Management",
        };

        private static readonly MethodInfo? SetModuleOfEntry = typeof(InitialSessionStateEntry).GetMethod(
            "SetModule", BindingFlags.Instance | BindingFlags.NonPublic);

        private InitialSessionState _state;
        private bool _imports;

        public EverydayModules()
        {
            _state = NewState();
            foreach (string name in Names)
            {
                if (IsInstalled(name))
                {
                    _state.ImportPSModule(new[] { name });
                    _imports = true;
                }
            }
        }

        /// <summary>What the next session starts from.</summary>
        public InitialSessionState State => _state;

        /// <summary>Call with each new session; learns from the first.</summary>
        public void LearnFrom(Runspace runspace)
        {
            if (!_imports)
            {
                return;
            }

            _imports = false;
            InitialSessionState lean = NewState();
            foreach (PSModuleInfo module in ImportedInto(runspace))
            {
                if (!IsPlain(module))
                {
                    return; // goes on importing: it has more than cmdlets
                }

                AddCommands(lean, module);
            }

            _state = lean;
        }

        private static InitialSessionState NewState()
        {
            InitialSessionState state = InitialSessionState.CreateDefault2();
            state.Commands.Add(new SessionStateCmdletEntry(PassThroughCommand.Name, typeof(PassThroughCommand), null));
            return state;
        }

        private static bool IsInstalled(string name)
        {
            string? home = Path.GetDirectoryName(typeof(PSObject).Assembly.Location);
            return home != null && Directory.Exists(Path.Combine(home, "Modules", name));
        }

        private static List<PSModuleInfo> ImportedInto(Runspace runspace)
        {
            var modules = new List<PSModuleInfo>();
            using (PowerShell shell = PowerShell.Create())
            {
                shell.Runspace = runspace;
                foreach (PSModuleInfo module in shell.AddCommand("Get-Module").Invoke<PSModuleInfo>())
                {
                    modules.Add(module);
                }
            }

            return modules;
        }

        private static bool IsPlain(PSModuleInfo module) =>
            module.ExportedFunctions.Count == 0
            && module.ExportedVariables.Count == 0
            && module.ExportedFormatFiles.Count == 0
            && module.ExportedTypeFiles.Count == 0;

        private static void AddCommands(InitialSessionState state, PSModuleInfo module)
        {
            foreach (CmdletInfo cmdlet in module.ExportedCmdlets.Values)
            {
                var entry = new SessionStateCmdletEntry(cmdlet.Name, cmdlet.ImplementingType, cmdlet.HelpFile);
                SetModule(entry, module);
                state.Commands.Add(entry);
            }

            foreach (AliasInfo alias in module.ExportedAliases.Values)
            {
                var entry = new SessionStateAliasEntry(alias.Name, alias.Definition, string.Empty, alias.Options);
                SetModule(entry, module);
                state.Commands.Add(entry);
            }
        }

        /// <summary>
        /// Lets Get-Command name the command's module. PowerShell keeps the
        /// setter to itself; without it the name is missing, nothing else.
        /// </summary>
        private static void SetModule(SessionStateCommandEntry entry, PSModuleInfo module)
        {
            SetModuleOfEntry?.Invoke(entry, new object[] { module });
        }
    }
}
