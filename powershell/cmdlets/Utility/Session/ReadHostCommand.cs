using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace Microsoft.PowerShell.Commands;

/// <summary>Read-Host: asks whoever watches for a line.</summary>
[Cmdlet(VerbsCommunications.Read, "Host", DefaultParameterSetName = "AsString", HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096610")]
[OutputType(typeof(string), typeof(SecureString))]
public sealed class ReadHostCommand : PSCmdlet
{
    /// <summary>The question.</summary>
    [Parameter(Position = 0, ValueFromRemainingArguments = true)]
    [AllowNull]
    public object? Prompt { get; set; }

    /// <summary>Hides what is typed and writes it as a secure string.</summary>
    [Parameter(ParameterSetName = "AsSecureString")]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>Hides what is typed.</summary>
    [Parameter(ParameterSetName = "AsString")]
    public SwitchParameter MaskInput { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Prompt is null)
        {
            WriteObject(ReadLine());
            return;
        }

        string prompt = LanguagePrimitives.GetEnumerable(Prompt) is System.Collections.IEnumerable parts
            ? string.Join(' ', parts.Cast<object?>().Select(p => p?.ToString()))
            : Prompt.ToString()!;
        WriteObject(Ask(prompt));
    }

    private object ReadLine() =>
        AsSecureString || MaskInput ? Hidden(Host.UI.ReadLineAsSecureString()) : Host.UI.ReadLine();

    private object? Ask(string prompt)
    {
        var field = new FieldDescription(prompt);
        field.SetParameterType(AsSecureString || MaskInput ? typeof(SecureString) : typeof(string));
        Dictionary<string, PSObject>? answers = Host.UI.Prompt(string.Empty, string.Empty, new Collection<FieldDescription> { field });
        object? answer = answers?.Values.FirstOrDefault()?.BaseObject;
        return answer is SecureString secret ? Hidden(secret) : answer;
    }

    private object Hidden(SecureString secret) =>
        AsSecureString ? secret : new System.Net.NetworkCredential(string.Empty, secret).Password;
}
