using System;
using System.Collections.Generic;
using System.Management.Automation;

namespace AitherZero.PowerShell.Host;

/// <summary>
/// Cmdlets that come with PowerShell but not with this host. Calling one says
/// exactly that, rather than that there is no such command.
/// </summary>
internal static class MissingCommands
{
    /// <summary>Key in the process's data under which the worker finds the handler; the worker reads the same name.</summary>
    private const string HandlerKey = "AitherZero.PowerShell.CommandNotFound";

    private static readonly EventHandler<CommandLookupEventArgs> Handler = OnCommandNotFound;

    private static readonly Lazy<HashSet<string>> Names = new(
        () => new HashSet<string>(StandardCmdlets.Names, StringComparer.OrdinalIgnoreCase));

    /// <summary>Lets a worker that is loaded into this process find the handler.</summary>
    public static void Publish() => AppDomain.CurrentDomain.SetData(HandlerKey, Handler);

    public static void Watch(CommandInvocationIntrinsics commands) => commands.CommandNotFoundAction = Handler;

    private static void OnCommandNotFound(object? sender, CommandLookupEventArgs lookup)
    {
        string name = lookup.CommandName;
        int module = name.LastIndexOf('\\');
        if (module >= 0)
        {
            name = name[(module + 1)..];
        }

        // Only a call asks; Get-Command and its like must not find it.
        if (Names.Value.Contains(name) && lookup.CommandOrigin is CommandOrigin.Runspace or CommandOrigin.Internal)
        {
            lookup.Command = new CmdletInfo(name, typeof(MissingCommand));
            lookup.StopSearch = true;
        }
    }
}

/// <summary>Stands for each of them; takes any arguments and fails.</summary>
[Cmdlet("Get", "MissingCommand")]
public sealed class MissingCommand : PSCmdlet
{
    /// <summary>Whatever the caller passed; never looked at.</summary>
    [Parameter(ValueFromRemainingArguments = true)]
    public object[]? Arguments { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        string name = MyInvocation.MyCommand.Name;
        var problem = new CommandNotFoundException(HelpText.Lacks("'" + name + "'")) { CommandName = name };
        ThrowTerminatingError(new ErrorRecord(problem, "CommandNotInEmbeddedHost", ErrorCategory.ObjectNotFound, name));
    }
}
