using System;
using System.Collections;
using System.IO;

namespace AitherZero.Worker.Tests;

/// <summary>A folder for scripts and a worker that the cases share, in the order of the table.</summary>
internal sealed class Fixture : IDisposable
{
    private readonly string _pwsh;
    private readonly string _assembly;
    private WorkerProcess? _worker;
    private int _scripts;

    public Fixture(string pwsh, string assembly)
    {
        _pwsh = Path.GetFullPath(pwsh);
        _assembly = Path.GetFullPath(assembly);
        Folder = Directory.CreateTempSubdirectory("worker-tests-").FullName;
    }

    public string Folder { get; }

    /// <summary>The shared worker; a new one after <see cref="DropWorker"/>.</summary>
    public WorkerProcess Worker => _worker ??= NewWorker();

    public WorkerProcess NewWorker() => new(_pwsh, _assembly);

    public void DropWorker()
    {
        _worker?.Dispose();
        _worker = null;
    }

    /// <summary>Writes a script and returns its path.</summary>
    public string Script(string text)
    {
        string path = Path.Combine(Folder, $"case{++_scripts}.ps1");
        File.WriteAllText(path, text);
        return path;
    }

    public Ended Run(string script, IDictionary? parameters = null, IList? arguments = null, IDictionary? env = null, string? cwd = null) =>
        Worker.Run(Script(script), parameters, arguments, env, cwd);

    public void Dispose()
    {
        DropWorker();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>What a case expects.</summary>
internal static class Expect
{
    private const int ShownChars = 1500;

    public static void Equal(object? expected, object? actual, string what)
    {
        if (!Equals(expected, actual))
        {
            throw new InvalidOperationException($"{Cut(what)}: expected <{Cut(expected)}>, got <{Cut(actual)}>");
        }
    }

    private static string Cut(object? value)
    {
        string text = value?.ToString() ?? "null";
        return text.Length <= ShownChars ? text : text[..ShownChars] + "…";
    }

    public static void True(bool holds, string what)
    {
        if (!holds)
        {
            throw new InvalidOperationException(what);
        }
    }

    public static void Contains(string part, string whole)
    {
        if (!whole.Contains(part, StringComparison.Ordinal))
        {
            throw new InvalidOperationException($"<{part}> is not in <{Cut(whole)}>");
        }
    }

    /// <summary>Completed with exit code 0, untainted, with this on the output stream ("|" between lines).</summary>
    public static void Output(string expected, Ended ended)
    {
        Equal(expected, ended.Of("output"), "output (all: " + ended.All + ")");
        Equal("completed", ended.Outcome, "outcome");
        Equal(0L, ended.ExitCode, "exit code");
        Equal(null, ended.Tainted, "tainted");
    }
}
