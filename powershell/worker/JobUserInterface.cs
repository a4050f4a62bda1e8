#nullable enable
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Host;
using System.Security;

namespace AitherZero.Worker
{
    /// <summary>
    /// Shows a job's text as a console without colours would, each line on
    /// the stream that it belongs to. Every prompt fails: nobody is there to
    /// answer. PowerShell calls it on the job's thread, jobs of the script may
    /// call it on theirs.
    /// </summary>
    internal sealed class JobUserInterface : PSHostUserInterface
    {
        private readonly JobRawUserInterface _raw = new JobRawUserInterface();
        private readonly ProgressText _progress = new ProgressText();

        // A record that PowerShell announced and may show as the next line.
        private InformationRecord? _announced;

        public OutputSink? Sink { get; set; }

        /// <summary>See <see cref="JobHost.ShowAsError"/>.</summary>
        public bool ShowAsError { get; set; }

        public override PSHostRawUserInterface RawUI => _raw;

        public static PSInvalidOperationException NotInteractive(string what) =>
            new PSInvalidOperationException(what + " is not available: the script runs without a terminal (as with pwsh -NonInteractive).");

        public override void Write(string value) => Show(Protocol.Output, value, false);

        public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
            Show(Protocol.Output, value, false);

        public override void WriteLine() => Show(Protocol.Output, string.Empty, true);

        public override void WriteLine(string value)
        {
            bool announced = IsAnnounced(value);
            Show(announced ? Protocol.Information : Protocol.Output, value, true);
        }

        public override void WriteLine(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) =>
            Show(Protocol.Output, value, true);

        public override void WriteErrorLine(string value) => Show(Protocol.Error, value, true);

        public override void WriteWarningLine(string message) => Show(Protocol.Warning, "WARNING: " + message, true);

        public override void WriteVerboseLine(string message) => Show(Protocol.Verbose, "VERBOSE: " + message, true);

        public override void WriteDebugLine(string message) => Show(Protocol.Debug, "DEBUG: " + message, true);

        /// <summary>
        /// PowerShell announces every information record here and then writes
        /// those that $InformationPreference lets through as a plain line.
        /// The text of Write-Host comes the same way, and stays output.
        /// </summary>
        public override void WriteInformation(InformationRecord record) =>
            _announced = record.Tags.Contains("PSHOST") ? null : record;

        public override void WriteProgress(long sourceId, ProgressRecord record)
        {
            string? line = _progress.LineFor(record);
            if (line != null)
            {
                Show(Protocol.Progress, line, true);
            }
        }

        public override string ReadLine() => throw NotInteractive("Reading input");

        public override SecureString ReadLineAsSecureString() => throw NotInteractive("Reading input");

        public override Dictionary<string, PSObject> Prompt(
            string caption, string message, Collection<FieldDescription> descriptions) =>
            throw NotInteractive("A prompt");

        public override int PromptForChoice(
            string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) =>
            throw NotInteractive("A prompt");

        public override PSCredential PromptForCredential(
            string caption, string message, string userName, string targetName) =>
            throw NotInteractive("A prompt for credentials");

        public override PSCredential PromptForCredential(
            string caption,
            string message,
            string userName,
            string targetName,
            PSCredentialTypes allowedCredentialTypes,
            PSCredentialUIOptions options) =>
            throw NotInteractive("A prompt for credentials");

        private void Show(string stream, string? text, bool endLine)
        {
            _announced = null;
            stream = ShowAsError && ReferenceEquals(stream, Protocol.Output) ? Protocol.Error : stream;
            Sink?.Write(stream, endLine ? text + "\n" : text);
        }

        private bool IsAnnounced(string value)
        {
            if (_announced == null)
            {
                return false;
            }

            string text = _announced.ToString();
            return ReferenceEquals(text, value) || (!(_announced.MessageData is string) && text == value);
        }
    }
}
