using System.IO;

namespace AitherZero.Worker.Tests;

/// <summary>Where a script believes to be: as with `pwsh -File script` started in the job's folder.</summary>
internal static class PlaceCases
{
    public static readonly Case[] All =
    [
        new("place.script_root_and_path", ScriptRootAndPath),
        new("place.relative_paths_start_in_cwd", RelativePaths),
        new("place.cwd_with_odd_characters", OddCharacters),
        new("place.cwd_that_is_missing_fails", MissingCwd),
        new("place.other_scripts_by_relative_path", OtherScripts),
        new("place.host", Host),
    ];

    private static void ScriptRootAndPath(Fixture fixture)
    {
        string script = fixture.Script("$PSScriptRoot; $PSCommandPath; $MyInvocation.MyCommand.Path; $MyInvocation.MyCommand.Name");
        string name = Path.GetFileName(script);
        Expect.Output($"{fixture.Folder}|{script}|{script}|{name}", fixture.Worker.Run(script, cwd: "/"));
    }

    private static void RelativePaths(Fixture fixture)
    {
        string folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, "sub")).FullName;
        File.WriteAllText(Path.Combine(folder, "data.txt"), "data");
        Ended ended = fixture.Run(
            "\"$PWD\"; [Environment]::CurrentDirectory; [IO.File]::ReadAllText('data.txt'); Get-Content ./data.txt; /bin/cat data.txt",
            cwd: folder);
        Expect.Output($"{folder}|{folder}|data|data|data", ended);
    }

    private static void OddCharacters(Fixture fixture)
    {
        string folder = Directory.CreateDirectory(Path.Combine(fixture.Folder, "a [b] $c 'd ü")).FullName;
        Expect.Output($"{folder}|{folder}", fixture.Run("\"$PWD\"; /bin/pwd", cwd: folder));
    }

    private static void MissingCwd(Fixture fixture)
    {
        Ended ended = fixture.Run("'ran'", cwd: Path.Combine(fixture.Folder, "missing"));
        Expect.Equal("failed", ended.Outcome, "outcome");
        Expect.Contains("missing", (string)ended.Error!["message"]!);
        Expect.Equal(string.Empty, ended.Of("output"), "output");
    }

    private static void OtherScripts(Fixture fixture)
    {
        File.WriteAllText(Path.Combine(fixture.Folder, "lib.ps1"), "function Get-It { 'it' }");
        Expect.Output("it|it", fixture.Run(". ./lib.ps1; Get-It; . \"$PSScriptRoot/lib.ps1\"; Get-It"));
    }

    private static void Host(Fixture fixture) => Expect.Output(
        "ConsoleHost|120|Core", fixture.Run("$Host.Name; $Host.UI.RawUI.WindowSize.Width; $PSVersionTable.PSEdition"));
}
