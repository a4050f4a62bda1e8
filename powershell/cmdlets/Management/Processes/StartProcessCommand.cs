using System;
using System.Collections;
using System.ComponentModel;
using System.Diagnostics;
using System.IO;
using System.Management.Automation;
using System.Net;
using System.Threading;
using AitherZero.PowerShell.Management;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// Start-Process: starts a program, beside this one or waiting for it. Streams
/// that are not redirected are this process's own.
/// </summary>
[Cmdlet(VerbsLifecycle.Start, "Process", DefaultParameterSetName = DefaultSet,
    SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097141")]
[OutputType(typeof(Process))]
public sealed class StartProcessCommand : PSCmdlet, IDisposable
{
    private const string DefaultSet = "Default";
    private const string ShellSet = "UseShellExecute";

    private readonly CancellationTokenSource _stop = new();

    /// <summary>A program, script or document.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "Path")]
    public string FilePath { get; set; } = string.Empty;

    /// <summary>Its arguments; joined by spaces, quoted by the caller.</summary>
    [Parameter(Position = 1)]
    [Alias("Args")]
    public string[]? ArgumentList { get; set; }

    /// <summary>The user to run it for.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Alias("RunAs")]
    [ValidateNotNullOrEmpty]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Where it starts; the current location if left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkingDirectory { get; set; }

    /// <summary>Windows alone: with the user's profile.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Alias("Lup")]
    public SwitchParameter LoadUserProfile { get; set; }

    /// <summary>In this console.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Alias("nnw")]
    public SwitchParameter NoNewWindow { get; set; }

    /// <summary>Write the process out.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The file that takes its errors.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Alias("RSE")]
    [ValidateNotNullOrEmpty]
    public string? RedirectStandardError { get; set; }

    /// <summary>The file that it reads.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Alias("RSI")]
    [ValidateNotNullOrEmpty]
    public string? RedirectStandardInput { get; set; }

    /// <summary>The file that takes its output.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    [Alias("RSO")]
    [ValidateNotNullOrEmpty]
    public string? RedirectStandardOutput { get; set; }

    /// <summary>Windows alone: what to do with a document.</summary>
    [Parameter(ParameterSetName = ShellSet)]
    [ValidateNotNullOrEmpty]
    public string? Verb { get; set; }

    /// <summary>Windows alone: the state of its window.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ProcessWindowStyle WindowStyle { get; set; }

    /// <summary>Until it has ended.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Without the variables of this process.</summary>
    [Parameter(ParameterSetName = DefaultSet)]
    public SwitchParameter UseNewEnvironment { get; set; }

    /// <summary>Variables to add; null takes one away.</summary>
    [Parameter]
    public Hashtable? Environment { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        RefuseWhatIsForWindows();
        ProcessStartInfo start = Program();
        ProcessFiles files = Files();
        if ((SetFolder(start) ?? files.Problem()) is { } problem)
        {
            WriteError(new ErrorRecord(
                problem, problem.GetType().Name,
                ErrorCategory.InvalidOperation, null));
            return;
        }

        SetEnvironment(start);
        SetUser(start);
        start.CreateNoWindow = NoNewWindow && Credential is null;
        if (!ShouldProcess($"{start.FileName} {start.Arguments.Trim()}"))
        {
            return;
        }

        Process process = Start(start, files);
        if (PassThru)
        {
            WriteObject(process);
        }

        if (Wait)
        {
            WaitFor(process);
        }
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose() => _stop.Dispose();

    private void RefuseWhatIsForWindows()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string? refused = ParameterSetName == ShellSet ? "-Verb"
            : MyInvocation.BoundParameters.ContainsKey(nameof(WindowStyle))
                ? "-WindowStyle"
                : null;
        if (refused is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new NotSupportedException(
                    $"The parameter '{refused}' is not supported for the cmdlet "
                    + "'Start-Process' on this edition of PowerShell."),
                nameof(NotSupportedException), ErrorCategory.NotImplemented,
                null));
        }
    }

    /// <summary>What is no command may be a document for the desktop.</summary>
    private ProcessStartInfo Program()
    {
        CommandInfo? found = InvokeCommand.GetCommand(
            FilePath, CommandTypes.Application | CommandTypes.ExternalScript);
        CommandInfo? command =
            found is ApplicationInfo or ExternalScriptInfo ? found : null;
        bool isWindows = OperatingSystem.IsWindows();
        return new ProcessStartInfo
        {
            FileName = command?.Definition ?? FilePath,
            Arguments = string.Join(' ', ArgumentList ?? []),
            UseShellExecute = !NeedsProcess
                && (isWindows || command is null && ArgumentList is null),
            Verb = Verb ?? string.Empty,
            WindowStyle = WindowStyle,
        };
    }

    /// <summary>Whether something was asked for that a desktop cannot do.</summary>
    private bool NeedsProcess =>
        Credential is not null || LoadUserProfile || NoNewWindow
        || UseNewEnvironment || Environment is not null
        || RedirectStandardInput is not null
        || RedirectStandardOutput is not null
        || RedirectStandardError is not null;

    /// <summary>What is wrong with the folder, or null.</summary>
    private Exception? SetFolder(ProcessStartInfo start)
    {
        if (WorkingDirectory is not null)
        {
            start.WorkingDirectory = PathOf(WorkingDirectory);
            return Directory.Exists(start.WorkingDirectory)
                ? null
                : new DirectoryNotFoundException(
                    ProcessFiles.InvalidInput(nameof(WorkingDirectory)));
        }

        string current = SessionState.Path.CurrentFileSystemLocation.ProviderPath;
        if (Directory.Exists(current))
        {
            start.WorkingDirectory = current;
        }

        return null;
    }

    private ProcessFiles Files() => new()
    {
        Input = PathOrNull(RedirectStandardInput),
        Output = PathOrNull(RedirectStandardOutput),
        Error = PathOrNull(RedirectStandardError),
    };

    private void SetEnvironment(ProcessStartInfo start)
    {
        if (UseNewEnvironment)
        {
            start.Environment.Clear();
        }

        foreach (DictionaryEntry entry in Environment ?? [])
        {
            string name = entry.Key.ToString()!;
            if (entry.Value is null)
            {
                start.Environment.Remove(name);
            }
            else
            {
                start.Environment[name] = entry.Value.ToString();
            }
        }
    }

    private void SetUser(ProcessStartInfo start)
    {
        if (OperatingSystem.IsWindows())
        {
            start.LoadUserProfile = LoadUserProfile;
        }

        if (Credential is null)
        {
            return;
        }

        NetworkCredential user = Credential.GetNetworkCredential();
        start.UserName = user.UserName;
        if (OperatingSystem.IsWindows())
        {
            start.Domain = string.IsNullOrEmpty(user.Domain) ? "." : user.Domain;
            start.Password = Credential.Password;
        }
    }

    private Process Start(ProcessStartInfo start, ProcessFiles files)
    {
        try
        {
            return files.Start(start);
        }
        catch (Win32Exception problem) when (start.UseShellExecute)
        {
            ThrowTerminatingError(new ErrorRecord(
                new InvalidOperationException(
                    "This command cannot be run due to the error: "
                    + problem.Message, problem),
                nameof(InvalidOperationException),
                ErrorCategory.InvalidOperation, null));
            throw; // never reached
        }
    }

    private void WaitFor(Process process)
    {
        try
        {
            process.WaitForExitAsync(_stop.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    private string PathOf(string path) =>
        SessionState.Path.GetUnresolvedProviderPathFromPSPath(path);

    private string? PathOrNull(string? path) =>
        path is null ? null : PathOf(path);
}
