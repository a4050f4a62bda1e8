using System;
using System.IO;
using System.Text;

namespace AitherZero.PowerShell.Host.Tests;

/// <summary>Options and exit codes of pwsh's command line.</summary>
internal static class CommandLineCases
{
    private const int BadCommandLine = 64;

    private const string Echo = """
        param([string] $Name, [switch] $On, [int] $N)
        "$Name|$On|$N|$($args -join ',')"
        """;

    private static readonly string Folder = Directory.CreateTempSubdirectory("host-tests-").FullName;
    private static readonly string EchoScript = Write("echo.ps1", Echo);

    public static readonly Case[] All =
    [
        Runs("file.named_parameters", ["-NoProfile", "-File", EchoScript, "-Name", "a b", "-On", "-N", "3"], "a b|True|3|\n"),
        Runs("file.colon_values", ["-NoProfile", "-File", EchoScript, "-Name:x", "-On:$false", "-N:4"], "x|False|4|\n"),
        Runs("file.switch_value_true", ["-NoProfile", "-File", EchoScript, "-On:true"], "|True|0|\n"),
        Runs("file.colon_takes_the_next_word", ["-NoProfile", "-File", EchoScript, "-Name:", "y"], "y|False|0|\n"),
        Runs("file.positional_and_rest", ["-NoProfile", "-File", EchoScript, "a", "5", "b", "c"], "a|False|5|b,c\n"),
        Runs("file.nothing_is_evaluated", ["-NoProfile", "-File", EchoScript, "$(exit 9)", "-N", "1"], "$(exit 9)|False|1|\n"),
        Runs("file.without_the_option", ["-NoProfile", EchoScript, "z"], "z|False|0|\n"),
        Runs("file.shortened_options", ["-nop", "-noni", "-nol", "-f", EchoScript, "z"], "z|False|0|\n"),
        Runs("file.other_ending", ["-NoProfile", "-File", Write("script", "\"$args\"; exit 3"), "q"], "q\n", 3),
        Runs("file.exit_code", ["-NoProfile", "-File", Write("exit.ps1", "exit 5")], string.Empty, 5),
        Runs("file.throw", ["-NoProfile", "-File", Write("throw.ps1", "'a'; throw 'bad'")], "a\n", 1, "bad"),
        Runs("file.native_failure_at_the_end", ["-NoProfile", "-File", Write("native.ps1", "/bin/false")], string.Empty),
        Runs("file.parse_error", ["-NoProfile", "-File", Write("parse.ps1", "'a'\nif (")], string.Empty, 1, "parse.ps1:2"),
        Runs("file.missing", ["-NoProfile", "-File", "/does/not/exist.ps1"], null, BadCommandLine, "/does/not/exist.ps1"),
        Runs("command.text", ["-NoProfile", "-Command", "1 + 1"], "2\n"),
        Runs("command.words_are_joined", ["-NoProfile", "-c", "'a',", "'b'"], "a\nb\n"),
        Runs("command.exit_code", ["-NoProfile", "-Command", "exit 7"], string.Empty, 7),
        Runs("command.last_failed", ["-NoProfile", "-Command", "'a'; /bin/false"], "a\n", 1),
        Runs("command.last_succeeded", ["-NoProfile", "-Command", "/bin/false; 'a'"], "a\n"),
        Runs("command.unknown", ["-NoProfile", "-Command", "No-SuchCommand"], string.Empty, 1, "No-SuchCommand"),
        Runs("command.throw", ["-NoProfile", "-Command", "throw 'bad'"], string.Empty, 1, "bad"),
        Runs("command.with_args", ["-NoProfile", "-CommandWithArgs", "$args[1]", "a", "b c"], "b c\n"),
        Runs("command.encoded", ["-NoProfile", "-EncodedCommand", Encoded("'ü' + 1")], "ü1\n"),
        Runs("command.bad_encoding", ["-NoProfile", "-EncodedCommand", "%%%"], null, BadCommandLine),
        Runs("command.format_and_policy_are_accepted",
            ["-NoProfile", "-ExecutionPolicy", "Bypass", "-OutputFormat", "Text", "-InputFormat", "Text", "-Command", "1"], "1\n"),
        Runs("command.bad_policy", ["-NoProfile", "-ExecutionPolicy", "Sometimes", "-Command", "1"], null, BadCommandLine),
        Runs("input.command_dash", ["-NoProfile", "-Command", "-"], "2\nx\n") with { Input = "1 + 1\n'x'\n" },
        Runs("input.block", ["-NoProfile", "-Command", "-"], "in\nout\n") with { Input = "if ($true) {\n'in'\n}\n\n'out'\n" },
        Runs("input.exit_code", ["-NoProfile", "-Command", "-"], string.Empty, 4) with { Input = "exit 4\n'no'\n" },
        Runs("directory", ["-NoProfile", "-WorkingDirectory", "/usr", "-Command", "\"$PWD\""], "/usr\n"),
        Runs("noninteractive.read_host_fails", ["-NoProfile", "-NonInteractive", "-Command", "$Host.UI.ReadLine()"], string.Empty, 1, "NonInteractive"),
        Runs("noninteractive.mandatory_fails",
            ["-NoProfile", "-NonInteractive", "-File", Write("mandatory.ps1", "param([Parameter(Mandatory)] $Name) 'ran'")], string.Empty, 1, "Name"),
        Runs("streams.warnings_on_output", ["-NoProfile", "-Command", "$Host.UI.WriteWarningLine('w'); $Host.UI.WriteErrorLine('e')"], "WARNING: w\n", 0, "e"),
        Runs("version.table", ["-NoProfile", "-Command", "$PSVersionTable.PSEdition; $PSVersionTable.PSVersion.Major"], "Core\n7\n"),
        Runs("modules.path_begins_with_the_user", ["-NoProfile", "-Command", "($env:PSModulePath -split ':')[-1] -eq \"$PSHOME/Modules\""], "True\n"),
        Runs("runspace.of_a_script", ["-NoProfile", "-Command", "[powershell]::Create().AddScript('1 + 1').Invoke()"], "2\n"),
        Runs("pwsh_calls_itself", ["-NoProfile", "-Command", "& \"$PSHOME/pwsh\" -NoProfile -Command 'exit 6'; $LASTEXITCODE"], "6\n"),
        Runs("embedded.missing_cmdlet", ["-NoProfile", "-Command", "Protect-CmsMessage -To x"], string.Empty, 1,
            "'Protect-CmsMessage' is not part of the embedded PowerShell host; install PowerShell 7.4"),
        Runs("embedded.missing_option", ["-SSHServerMode"], string.Empty, BadCommandLine, "is not part of the embedded PowerShell host"),
        Runs("embedded.version", ["-Version"], "PowerShell 7.6.9\n"),
    ];

    private static Case Runs(string name, string[] arguments, string? output, int exitCode = 0, string? error = null) =>
        new(name, arguments) { Output = output, ExitCode = exitCode, Error = error };

    private static string Encoded(string text) => Convert.ToBase64String(Encoding.Unicode.GetBytes(text));

    private static string Write(string name, string text)
    {
        string path = Path.Combine(Folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
