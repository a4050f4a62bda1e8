using System;
using System.Collections;
using System.IO;

namespace AitherZero.Worker.Tests;

/// <summary>Nothing of one job is seen by the next.</summary>
internal static class IsolationCases
{
    public static readonly Case[] All =
    [
        new("isolation.env_of_a_job_is_its_own", EnvOfAJob),
        new("isolation.env_changes_are_undone", fixture => Undone(
            fixture, "$env:AZ_NEW = 'x'; $env:HOME = '/x'; Remove-Item env:PATH", "\"$env:AZ_NEW,$($env:HOME -eq '/x'),$([bool]$env:PATH)\"", ",False,True")),
        new("isolation.env_names_differ_by_case", EnvNamesDifferByCase),
        new("isolation.current_directory_is_undone", CurrentDirectoryIsUndone),
        new("isolation.variables_and_functions_are_gone", fixture => Undone(
            fixture, "$global:azx = 1; function global:azf { }; Set-Alias azalias Get-Item -Scope Global",
            "\"$azx,$([bool](Get-Command azf, azalias -ErrorAction Ignore))\"", ",False")),
        new("isolation.preferences_are_gone", fixture => Undone(
            fixture, "$global:ErrorActionPreference = 'Stop'; $global:VerbosePreference = 'Continue'",
            "\"$ErrorActionPreference,$VerbosePreference\"", "Continue,SilentlyContinue")),
        new("isolation.console_writers_are_restored", fixture => Undone(
            fixture, "[Console]::SetOut([IO.StringWriter]::new())", "[Console]::WriteLine('seen')", "seen")),
        new("isolation.output_rendering_is_restored", fixture => Undone(
            fixture, "$PSStyle.OutputRendering = 'Ansi'", "\"$($PSStyle.OutputRendering)\"", "PlainText")),
        new("isolation.culture_is_restored", fixture => Undone(
            fixture, "[cultureinfo]::CurrentCulture = 'de-DE'", "\"$([cultureinfo]::CurrentCulture.Name -eq 'de-DE')\"", "False")),
        new("isolation.error_list_is_empty", fixture => Undone(
            fixture, "Get-Item /does/not/exist", "\"$($Error.Count),$([string]$LASTEXITCODE)\"", "0,")),
        new("isolation.hundred_jobs_on_one_worker", HundredJobs),
    ];

    private static void Undone(Fixture fixture, string first, string second, string expected)
    {
        fixture.Run(first);
        Expect.Output(expected, fixture.Run(second));
    }

    private static void EnvOfAJob(Fixture fixture)
    {
        var env = new Hashtable { ["AZ_JOB"] = "mine $x 'q'", ["HOME"] = null };
        Expect.Output("mine $x 'q',False|mine $x 'q'", fixture.Run("\"$env:AZ_JOB,$([bool]$env:HOME)\"; /bin/sh -c 'echo \"$AZ_JOB\"'", env: env));
        Expect.Output(",True", fixture.Run("\"$env:AZ_JOB,$([bool]$env:HOME)\""));
    }

    private static void EnvNamesDifferByCase(Fixture fixture)
    {
        var env = new Hashtable { ["az_proxy"] = "low", ["AZ_PROXY"] = "up" };
        Expect.Output("low up", fixture.Run("\"$env:az_proxy $env:AZ_PROXY\"", env: env));
    }

    private static void CurrentDirectoryIsUndone(Fixture fixture)
    {
        fixture.Run("Set-Location /; [Environment]::CurrentDirectory = '/usr'");
        Expect.Output($"{fixture.Folder}|{fixture.Folder}", fixture.Run("\"$PWD\"; [Environment]::CurrentDirectory"));
    }

    private static void HundredJobs(Fixture fixture)
    {
        string script = fixture.Script("param($N) $global:seen = \"$global:seen$N\"; $global:seen");
        for (int i = 0; i < 100; i++)
        {
            Expect.Output(i.ToString(), fixture.Worker.Run(script, new Hashtable { ["N"] = i }));
        }
    }
}
