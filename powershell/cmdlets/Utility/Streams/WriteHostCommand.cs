using System;
using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Text;
using System.Xml;

namespace Microsoft.PowerShell.Commands;

/// <summary>Adds the two colours.</summary>
public class ConsoleColorCmdlet : PSCmdlet
{
    private ConsoleColor? _foreground;
    private ConsoleColor? _background;

    /// <summary>The colour of the text; the host's when not given.</summary>
    [Parameter]
    public ConsoleColor ForegroundColor
    {
        get => _foreground ??= Host.UI.RawUI.ForegroundColor;
        set => _foreground = value;
    }

    /// <summary>The colour behind the text; the host's when not given.</summary>
    [Parameter]
    public ConsoleColor BackgroundColor
    {
        get => _background ??= Host.UI.RawUI.BackgroundColor;
        set => _background = value;
    }
}

/// <summary>Write-Host: text for whoever watches, by the information stream.</summary>
[Cmdlet(VerbsCommunications.Write, "Host", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097137", RemotingCapability = RemotingCapability.None)]
public sealed class WriteHostCommand : ConsoleColorCmdlet
{
    private static readonly string[] s_tags = ["PSHOST"];

    /// <summary>What is shown; a list's items are joined.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    public object? Object { get; set; }

    /// <summary>Leaves the line open.</summary>
    [Parameter]
    public SwitchParameter NoNewline { get; set; }

    /// <summary>Between a list's items.</summary>
    [Parameter]
    public object Separator { get; set; } = " ";

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var message = new HostInformationMessage { Message = TextOf(Object), NoNewLine = NoNewline.IsPresent };
        try
        {
            message.ForegroundColor = ForegroundColor;
            message.BackgroundColor = BackgroundColor;
        }
        catch (HostException)
        {
            // A host without colours.
        }

        WriteInformation(message, s_tags);
    }

    private string TextOf(object? value)
    {
        object? plain = value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            null => string.Empty,
            string text => text,
            XmlNode node => node.Name,
            IEnumerable list => Join(list),
            _ => value!.ToString() ?? string.Empty,
        };
    }

    private string Join(IEnumerable list)
    {
        var joined = new StringBuilder();
        bool first = true;
        foreach (object? item in list)
        {
            joined.Append(first ? null : Separator?.ToString()).Append(TextOf(item));
            first = false;
        }

        return joined.ToString();
    }
}
