#nullable enable
using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Reflection;
using System.Threading;

namespace AitherZero.Worker
{
    /// <summary>
    /// Finds what a job leaves in the process that cannot be undone: child
    /// processes, threads, assemblies. Begin and Check belong to the thread
    /// that runs jobs; assemblies are noted from any thread.
    ///
    /// Children are seen on every Unix (the agent, which watches the process
    /// tree, sees them everywhere). Work on the thread pool, which is where
    /// runspaces and script jobs left open run, is seen everywhere. Other
    /// threads are seen on Linux, where each has a name: those that .NET keeps
    /// for itself begin with ".NET ".
    /// </summary>
    internal sealed class TaintDetector
    {
        private const string TasksFolder = "/proc/self/task";
        private const string RuntimeThreadPrefix = ".NET ";

        /// <summary>A task that asked for a thread of its own; names are cut at 15 bytes.</summary>
        private const string TaskThread = ".NET Long Runni";

        /// <summary>PowerShell's own: serves Enter-PSHostProcess, may start late.</summary>
        private const string ListenerThread = "IPC Listener Th";

        private const int LookAgainMilliseconds = 5;

        private readonly string[] _ownFolders =
        {
            FolderOf(typeof(PSObject).Assembly),
            FolderOf(typeof(object).Assembly),
            FolderOf(typeof(TaintDetector).Assembly),
        };

        private readonly object _lock = new object();
        private readonly HashSet<string> _threadsBefore = new HashSet<string>();
        private string? _assembly;
        private int _busyBefore;
        private bool _watching;

        public TaintDetector() => AppDomain.CurrentDomain.AssemblyLoad += OnAssemblyLoad;

        /// <summary>Call before a job.</summary>
        public void Begin()
        {
            _threadsBefore.Clear();
            if (NativeMethods.IsLinux)
            {
                _threadsBefore.UnionWith(Directory.GetDirectories(TasksFolder));
            }

            _busyBefore = BusyPoolThreads();
            lock (_lock)
            {
                _assembly = null;
                _watching = true;
            }
        }

        /// <summary>Call after a job and after its runspace is closed: why the worker should be replaced, or null.</summary>
        public string? Check()
        {
            string? assembly;
            lock (_lock)
            {
                assembly = _assembly;
                _watching = false;
            }

            if (assembly != null)
            {
                return "the job loaded the assembly " + assembly;
            }

            return SettledOrNull(ChildLeft) ?? SettledOrNull(PoolWorkLeft) ?? SettledOrNull(ThreadLeft);
        }

        /// <summary>What is just ending gets a moment; nothing found costs nothing more.</summary>
        private static string? SettledOrNull(Func<string?> find)
        {
            string? found = find();
            for (int waited = 0; found != null && waited < Limits.SettleMilliseconds; waited += LookAgainMilliseconds)
            {
                Thread.Sleep(LookAgainMilliseconds);
                found = find();
            }

            return found;
        }

        private static string? ChildLeft()
        {
            if (NativeMethods.IsWindows || !NativeMethods.HasChildren())
            {
                return null;
            }

            return NativeMethods.IsLinux ? LiveChildOnLinux() : "the job left a child process";
        }

        private static string? LiveChildOnLinux()
        {
            foreach (string task in Directory.GetDirectories(TasksFolder))
            {
                string? children = ReadOrNull(task + "/children");
                foreach (string pid in (children ?? string.Empty).Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries))
                {
                    string? stat = ReadOrNull("/proc/" + pid + "/stat");
                    int name = stat == null ? -1 : stat.LastIndexOf(')');
                    if (stat != null && name > 0 && name + 2 < stat.Length && stat[name + 2] != 'Z')
                    {
                        string program = stat.Substring(stat.IndexOf('(') + 1, name - stat.IndexOf('(') - 1);
                        return "the job left the child process " + pid + " (" + program + ")";
                    }
                }
            }

            return null;
        }

        private string? PoolWorkLeft() =>
            BusyPoolThreads() > _busyBefore ? "the job left work running on the thread pool" : null;

        private static int BusyPoolThreads()
        {
            ThreadPool.GetMaxThreads(out int all, out int _);
            ThreadPool.GetAvailableThreads(out int free, out int _);
            return all - free;
        }

        private string? ThreadLeft()
        {
            if (!NativeMethods.IsLinux)
            {
                return null;
            }

            foreach (string task in Directory.GetDirectories(TasksFolder))
            {
                if (_threadsBefore.Contains(task))
                {
                    continue;
                }

                string? name = ReadOrNull(task + "/comm")?.TrimEnd('\n');
                if (name != null && IsOfJob(name))
                {
                    return "the job left a thread running (" + name + ")";
                }
            }

            return null;
        }

        private static bool IsOfJob(string thread) =>
            thread == TaskThread
            || (thread != ListenerThread && !thread.StartsWith(RuntimeThreadPrefix, StringComparison.Ordinal));

        private void OnAssemblyLoad(object? sender, AssemblyLoadEventArgs args)
        {
            // Emitted code (classes of a script, compiled expressions) goes
            // with its runspace; nothing else can meet it by name.
            Assembly loaded = args.LoadedAssembly;
            if (!_watching || loaded.IsDynamic || IsOwn(loaded))
            {
                return;
            }

            lock (_lock)
            {
                _assembly ??= loaded.Location.Length > 0 ? loaded.Location : loaded.GetName().Name + " (from memory)";
            }
        }

        /// <summary>PowerShell's, .NET's or the worker's: the next job would load it too.</summary>
        private bool IsOwn(Assembly assembly)
        {
            string location = assembly.Location;
            if (location.Length == 0)
            {
                return EmbeddedHost.IsStandIn(assembly);
            }

            foreach (string folder in _ownFolders)
            {
                if (folder.Length > 0 && location.StartsWith(folder, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        private static string FolderOf(Assembly assembly)
        {
            string? folder = assembly.Location.Length > 0 ? Path.GetDirectoryName(assembly.Location) : null;
            return folder == null ? string.Empty : folder + Path.DirectorySeparatorChar;
        }

        private static string? ReadOrNull(string path)
        {
            try
            {
                return File.ReadAllText(path);
            }
            catch (IOException)
            {
                return null; // ended between listing and reading
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}
