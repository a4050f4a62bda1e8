using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AitherZero.PowerShell.Host;

/// <summary>
/// Shows text on standard output, errors on standard error; colours where a
/// terminal takes them. Prompts read standard input unless the command line
/// said -NonInteractive. Progress is not drawn. Open to every thread: each
/// text is one write to a synchronized writer.
/// </summary>
internal sealed class ConsoleUserInterface(bool nonInteractive) : PSHostUserInterface
{
    private const string ResetColour = "\u001b[0m";

    private readonly bool _colouredOutput = Terminal.TakesColour(Console.IsOutputRedirected);
    private readonly bool _colouredErrors = Terminal.TakesColour(Console.IsErrorRedirected);

    /// <summary>See <see cref="ConsoleHost.ShowAsError"/>.</summary>
    public bool ShowAsError { get; set; }

    public override PSHostRawUserInterface RawUI { get; } = new ConsoleRawUserInterface();

    public override bool SupportsVirtualTerminal => _colouredOutput;

    public static PSInvalidOperationException NotInteractive() => new(
        "PowerShell is in NonInteractive mode. Read and Prompt functionality is not available.");

    public override void Write(string value)
    {
        if (ShowAsError)
        {
            Show(Console.Error, value, _colouredErrors);
        }
        else
        {
            Show(Console.Out, value, _colouredOutput);
        }
    }

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(Coloured(foregroundColor, backgroundColor, value));

    public override void WriteLine(string value) => Write(value + Environment.NewLine);

    public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
        Write(Coloured(foregroundColor, backgroundColor, value) + Environment.NewLine);

    public override void WriteErrorLine(string value) =>
        Show(Console.Error, Styled(PSStyle.Instance.Formatting.Error, value) + Environment.NewLine, _colouredErrors);

    public override void WriteWarningLine(string message) =>
        WriteLine(Styled(PSStyle.Instance.Formatting.Warning, "WARNING: " + message));

    public override void WriteVerboseLine(string message) =>
        WriteLine(Styled(PSStyle.Instance.Formatting.Verbose, "VERBOSE: " + message));

    public override void WriteDebugLine(string message) =>
        WriteLine(Styled(PSStyle.Instance.Formatting.Debug, "DEBUG: " + message));

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
    }

    public override string ReadLine()
    {
        RequireInteraction();
        return Console.In.ReadLine() ?? string.Empty;
    }

    public override SecureString ReadLineAsSecureString()
    {
        RequireInteraction();
        var secret = new SecureString();
        foreach (char c in Console.IsInputRedirected ? Console.In.ReadLine() ?? string.Empty : Terminal.ReadHidden())
        {
            secret.AppendChar(c);
        }

        secret.MakeReadOnly();
        return secret;
    }

    public override Dictionary<string, PSObject> Prompt(
        string caption, string message, Collection<FieldDescription> descriptions)
    {
        RequireInteraction();
        ShowHeading(caption, message);
        var answers = new Dictionary<string, PSObject>();
        foreach (FieldDescription field in descriptions)
        {
            Write(field.Name + ": ");
            object answer = field.ParameterTypeFullName == typeof(SecureString).FullName
                ? ReadLineAsSecureString()
                : ReadLine();
            answers[field.Name] = PSObject.AsPSObject(answer);
        }

        return answers;
    }

    public override int PromptForChoice(
        string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice)
    {
        RequireInteraction();
        ShowHeading(caption, message);
        while (true)
        {
            for (int i = 0; i < choices.Count; i++)
            {
                WriteLine($"[{i}] {choices[i].Label.Replace("&", string.Empty, StringComparison.Ordinal)}");
            }

            Write(defaultChoice >= 0 ? $"(default is {defaultChoice}): " : ": ");
            string? answer = Console.In.ReadLine();
            int chosen = string.IsNullOrEmpty(answer) ? defaultChoice : ChoiceOf(answer.Trim(), choices);
            if (chosen >= 0 || answer is null)
            {
                return chosen;
            }
        }
    }

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName)
    {
        RequireInteraction();
        ShowHeading(caption, message);
        if (string.IsNullOrEmpty(userName))
        {
            Write("User: ");
            userName = ReadLine();
        }

        Write($"Password for user {userName}: ");
        return new PSCredential(userName, ReadLineAsSecureString());
    }

    public override PSCredential PromptForCredential(
        string caption,
        string message,
        string userName,
        string targetName,
        PSCredentialTypes allowedCredentialTypes,
        PSCredentialUIOptions options) =>
        PromptForCredential(caption, message, userName, targetName);

    private static void Show(TextWriter writer, string value, bool coloured) =>
        writer.Write(GetOutputString(value, coloured));

    private static string Coloured(ConsoleColor foreground, ConsoleColor background, string value)
    {
        string colours = PSStyle.MapForegroundColorToEscapeSequence(foreground);
        if (background != ConsoleColor.Black)
        {
            colours += PSStyle.MapBackgroundColorToEscapeSequence(background);
        }

        return Styled(colours, value);
    }

    private static string Styled(string style, string value) => style + value + ResetColour;

    /// <summary>A number, a label or its hot key; -1 for none of them.</summary>
    private static int ChoiceOf(string answer, Collection<ChoiceDescription> choices)
    {
        if (int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            return number < choices.Count ? number : -1;
        }

        for (int i = 0; i < choices.Count; i++)
        {
            string label = choices[i].Label;
            int hotKey = label.IndexOf('&') + 1;
            string key = hotKey > 0 && hotKey < label.Length ? label.Substring(hotKey, 1) : label;
            if (answer.Equals(key, StringComparison.CurrentCultureIgnoreCase)
                || answer.Equals(label.Replace("&", string.Empty, StringComparison.Ordinal), StringComparison.CurrentCultureIgnoreCase))
            {
                return i;
            }
        }

        return -1;
    }

    private void ShowHeading(string caption, string message)
    {
        foreach (string part in new[] { caption, message })
        {
            if (!string.IsNullOrEmpty(part))
            {
                WriteLine(part);
            }
        }
    }

    private void RequireInteraction()
    {
        if (nonInteractive)
        {
            throw NotInteractive();
        }
    }
}
