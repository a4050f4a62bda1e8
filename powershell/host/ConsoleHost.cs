using System;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace AitherZero.PowerShell.Host;

/// <summary>The process's console as PowerShell sees it. One for the process.</summary>
internal sealed class ConsoleHost(bool nonInteractive) : PSHost
{
    private readonly ConsoleUserInterface _ui = new(nonInteractive);

    /// <summary>What `exit N` or $Host.SetShouldExit asked for; null without.</summary>
    public int? RequestedExitCode { get; private set; }

    /// <summary>While set, what would go to standard output goes to standard error: an error object is being shown.</summary>
    public bool ShowAsError
    {
        get => _ui.ShowAsError;
        set => _ui.ShowAsError = value;
    }

    /// <summary>Scripts test for this name to learn whether there is a console.</summary>
    public override string Name => "ConsoleHost";

    public override Version Version { get; } = typeof(PSObject).Assembly.GetName().Version ?? new Version(7, 6);

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override PSHostUserInterface UI => _ui;

    public override CultureInfo CurrentCulture { get; } = CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture { get; } = CultureInfo.CurrentUICulture;

    public override void SetShouldExit(int exitCode) => RequestedExitCode = exitCode;

    public override void EnterNestedPrompt() => throw ConsoleUserInterface.NotInteractive();

    public override void ExitNestedPrompt() => throw ConsoleUserInterface.NotInteractive();

    // A native program may change the terminal; nothing here depends on it.
    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
