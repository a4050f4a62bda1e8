using System;
using System.Collections.Generic;
using System.IO;

namespace AitherZero.Worker.Tests;

/// <summary>Outcome, exit code and error follow `pwsh -File`.</summary>
internal static class EndCases
{
    public static readonly Case[] All =
    [
        Ends("end.of_the_script", "'x'", "completed", 0),
        Ends("exit.number", "exit 7", "completed", 7),
        Ends("exit.null", "exit $null", "completed", 0),
        Ends("exit.bare", "exit", "completed", 0),
        Ends("exit.in_a_function", "function f { exit 4 }; f; 'not here'", "completed", 4),
        Ends("exit.beyond_a_byte", "exit 300", "completed", 300),
        Ends("exit.negative", "exit -1", "completed", -1),
        Ends("exit.runs_finally", "try { exit 5 } finally { 'finally' }", "completed", 5, "finally"),
        Ends("exit.of_an_inner_script_does_not_end_the_job", "& { & \"$PSScriptRoot/inner-exit.ps1\" }; \"after $LASTEXITCODE\"", "completed", 0, "after 9"),
        Ends("exit.native_failure_is_not_an_exit", "/bin/sh -c 'exit 3'; \"$LASTEXITCODE\"", "completed", 0, "3"),
        Ends("exit.set_should_exit", "$Host.SetShouldExit(6)", "completed", 6),
        new("error.throw_text", fixture => Fails(fixture, "'a'\n\n  throw 'bad thing'", "bad thing", "System.Management.Automation.RuntimeException", 3, 3)),
        new("error.throw_exception", fixture => Fails(fixture, "throw [IO.FileNotFoundException]::new('gone')", "gone", "System.IO.FileNotFoundException", 1, 1)),
        new("error.stop_preference", fixture => Fails(fixture, "$ErrorActionPreference = 'Stop'\nGet-Item /does/not/exist\n'on'", "/does/not/exist", "System.Management.Automation.ItemNotFoundException", 2, 1)),
        new("error.in_dotnet_with_stop", fixture => Fails(fixture, "$ErrorActionPreference = 'Stop'\n$x = [int]::Parse('x')", "x", "System.Management.Automation.MethodInvocationException", 2, 1)),
        new("error.unknown_command_with_stop", fixture => Fails(fixture, "$ErrorActionPreference='Stop'\nNo-SuchCommand", "No-SuchCommand", "System.Management.Automation.CommandNotFoundException", 2, 1)),
        new("error.parse", fixture => Fails(fixture, "'a'\nif (1) {", "Missing closing", "System.Management.Automation.ParseException", 2, 8)),
        new("error.script_is_missing", ScriptIsMissing),
        new("error.not_terminating_goes_on", NotTerminatingGoesOn),
        new("error.read_host_fails", ReadHostFails),
        new("stop.runs_finally", StopRunsFinally),
        new("stop.ends_a_native_program", StopEndsNativeProgram),
        new("stop.for_another_id_is_ignored", StopForAnotherIdIsIgnored),
        new("stop.leaves_the_worker_usable", fixture => Expect.Output("again", fixture.Run("'again'"))),
    ];

    private static Case Ends(string name, string script, string outcome, long exitCode, string? output = null) => new(
        name,
        fixture =>
        {
            File.WriteAllText(Path.Combine(fixture.Folder, "inner-exit.ps1"), "exit 9");
            Ended ended = fixture.Run(script);
            Expect.Equal(outcome, ended.Outcome, "outcome (all: " + ended.All + ")");
            Expect.Equal(exitCode, ended.ExitCode, "exit code");
            Expect.Equal(null, ended.Error, "error");
            Expect.Equal(output ?? ended.Of("output"), ended.Of("output"), "output");
        });

    private static void Fails(Fixture fixture, string text, string message, string type, long line, long column)
    {
        string script = fixture.Script(text);
        Ended ended = fixture.Worker.Run(script);
        Expect.Equal("failed", ended.Outcome, "outcome");
        Expect.Equal(1L, ended.ExitCode, "exit code");
        Dictionary<string, object?> error = ended.Error!;
        Expect.Contains(message, (string)error["message"]!);
        Expect.Equal(type, error["type"], "type");
        Expect.Equal(script, error["script"], "script");
        Expect.Equal(line, error["line"], "line");
        Expect.Equal(column, error["column"], "column");
        Expect.Contains($"{script}:{line} char:{column}", (string)error["position"]!);
        Expect.Contains(message, ended.Of("error"));
    }

    private static void ScriptIsMissing(Fixture fixture)
    {
        Ended ended = fixture.Worker.Run(Path.Combine(fixture.Folder, "no-such.ps1"));
        Expect.Equal("failed", ended.Outcome, "outcome");
        Expect.Contains("no-such.ps1", (string)ended.Error!["message"]!);
    }

    private static void NotTerminatingGoesOn(Fixture fixture)
    {
        Ended ended = fixture.Run("Get-Item /does/not/exist; 'on'");
        Expect.Contains("/does/not/exist", ended.Of("error"));
        Expect.Output("on", ended);
    }

    private static void ReadHostFails(Fixture fixture)
    {
        Ended ended = fixture.Run("$ErrorActionPreference = 'Stop'; $Host.UI.ReadLine()");
        Expect.Equal("failed", ended.Outcome, "outcome");
        Expect.Contains("NonInteractive", (string)ended.Error!["message"]!);
    }

    private static void StopRunsFinally(Fixture fixture) =>
        ExpectStopped(fixture, "try { 'ready'; while ($true) { } } finally { [Console]::WriteLine('finally') }", "ready|finally");

    private static void StopEndsNativeProgram(Fixture fixture) =>
        ExpectStopped(fixture, "'ready'; /bin/sleep 60; 'not here'", "ready");

    private static void ExpectStopped(Fixture fixture, string script, string output)
    {
        ulong id = fixture.Worker.Start(fixture.Script(script));
        Ended ended = fixture.Worker.Finish(line =>
        {
            if (line.Text == "ready")
            {
                fixture.Worker.Stop(id);
            }
        });
        Expect.Equal("stopped", ended.Outcome, "outcome");
        Expect.Equal(output, ended.Of("output"), "output");
        Expect.Equal(null, ended.Error, "error");
        Expect.Equal(null, ended.Tainted, "tainted");
    }

    private static void StopForAnotherIdIsIgnored(Fixture fixture)
    {
        ulong id = fixture.Worker.Start(fixture.Script("'a'; [Threading.Thread]::Sleep(300); 'b'"));
        fixture.Worker.Stop(id + 1);
        Expect.Output("a|b", fixture.Worker.Finish());
    }
}
