using System;
using System.Diagnostics;
using System.IO;
using System.Linq;

namespace AitherZero.Worker.Tests;

/// <summary>Output as a console without colours would show it: on its stream, in order, live.</summary>
internal static class StreamCases
{
    private const int LineLimit = 64 * 1024;

    public static readonly Case[] All =
    [
        Lines("streams.each_keeps_its_name_and_order", """
            'out'
            Write-Warning 'careful'
            Write-Verbose 'detail' -Verbose
            Write-Debug 'inside' -Debug
            Write-Information 'news' -InformationAction Continue
            Write-Host 'host'
            'end'
            """,
            "output:out|warning:WARNING: careful|verbose:VERBOSE: detail|debug:DEBUG: inside"
            + "|information:news|output:host|output:end"),
        Lines("streams.silent_information_is_not_shown", "Write-Information 'x'; 'x'", "output:x"),
        Lines("streams.unfinished_lines_join", "Write-Host 'a' -NoNewline; Write-Host 'b'", "output:ab"),
        Lines("streams.unfinished_line_ends_where_another_stream_writes",
            "Write-Host 'a' -NoNewline; Write-Warning 'w'; Write-Host 'b' -NoNewline",
            "output:a|warning:WARNING: w|output:b"),
        Lines("streams.colours_are_left_out",
            "\"`e[31mred`e[0m plain\"; Write-Host 'x' -ForegroundColor Red; \"`e]8;;http://h`e\\link`e]8;;`e\\\"",
            "output:red plain|output:x|output:link"),
        Lines("streams.lines_split_and_empty_lines_stay", "\"a`r`n`nb\"", "output:a|output:|output:b"),
        Lines("streams.native_lines_keep_their_place",
            "'1'; /bin/sh -c 'echo 2; echo 3'; '4'; /bin/sh -c 'echo 5'", "output:1|output:2|output:3|output:4|output:5"),
        Lines("streams.native_output_goes_through_a_pipeline",
            "/bin/sh -c 'echo b; echo a' | ForEach-Object { \"<$_>\" }", "output:<b>|output:<a>"),
        Lines("streams.native_errors_are_errors", "/bin/sh -c 'echo e >&2'", "error:e"),
        Lines("streams.native_errors_do_not_stop_the_script",
            "$ErrorActionPreference = 'Stop'; /bin/sh -c 'echo e >&2'; 'on'", "error:e|output:on"),
        Lines("streams.console_class_keeps_its_place",
            "'1'; [Console]::WriteLine('2'); [Console]::Error.WriteLine('3'); '4'",
            "output:1|output:2|error:3|output:4"),
        Lines("streams.objects_are_formatted", "[pscustomobject]@{ Name = 'a'; Size = 1 }",
            "output:|output:Name Size|output:---- ----|output:a       1|output:"),
        Lines("streams.table_is_finished_before_exit", "[pscustomobject]@{ N = 1 }; exit",
            "output:|output:N|output:-|output:1|output:"),
        new("streams.error_record_is_shown", ErrorRecordIsShown),
        new("streams.progress_is_short_and_throttled", ProgressIsThrottled),
        new("streams.long_lines_are_split", LongLinesAreSplit),
        new("streams.output_is_live", OutputIsLive),
        new("streams.native_output_is_live", NativeOutputIsLive),
        new("streams.a_slow_reader_slows_the_job", SlowReaderSlowsTheJob),
    ];

    private static Case Lines(string name, string script, string expected) => new(
        name,
        fixture =>
        {
            Ended ended = fixture.Run(script);
            Expect.Equal(expected, ended.All, "lines");
            Expect.Equal("completed", ended.Outcome, "outcome");
        });

    private static void ErrorRecordIsShown(Fixture fixture)
    {
        Ended ended = fixture.Run("Write-Error 'bad'; 'on'");
        Expect.Contains("bad", ended.Of("error"));
        Expect.Output("on", ended);
    }

    private static void ProgressIsThrottled(Fixture fixture)
    {
        Ended ended = fixture.Run(
            "foreach ($i in 1..500) { Write-Progress 'Copying' -Status 'files' -PercentComplete ($i / 5) }; 'done'");
        int shown = ended.Lines.Count(line => line.Stream == "progress");
        Expect.True(shown is > 0 and < 50, $"{shown} progress lines");
        Expect.Equal("Copying: files (0%)", ended.Lines[0].Text, "first line");
    }

    private static void LongLinesAreSplit(Fixture fixture)
    {
        Ended ended = fixture.Run($"[Console]::WriteLine('x' * {LineLimit * 2 + 10})");
        Expect.Equal(
            $"{LineLimit},{LineLimit},10", string.Join(',', ended.Lines.Select(line => line.Text.Length)), "pieces");
    }

    private static void OutputIsLive(Fixture fixture) => ExpectLive(fixture, "'first'; [Threading.Thread]::Sleep(1500); 'last'");

    private static void NativeOutputIsLive(Fixture fixture) => ExpectLive(fixture, "/bin/sh -c 'echo first; sleep 1.5; echo last'");

    private static void ExpectLive(Fixture fixture, string script)
    {
        var clock = new Stopwatch();
        fixture.Worker.Start(fixture.Script(script));
        fixture.Worker.Finish(line =>
        {
            if (line.Text == "first")
            {
                clock.Start();
            }
        });
        Expect.True(clock.ElapsedMilliseconds > 700, $"the first line came {clock.ElapsedMilliseconds} ms before the end");
    }

    /// <summary>Nobody reads for a while: the job must wait in its write, not fill memory.</summary>
    private static void SlowReaderSlowsTheJob(Fixture fixture)
    {
        string mark = Path.Combine(fixture.Folder, "written");
        using WorkerProcess worker = fixture.NewWorker();
        worker.Run(fixture.Script("1"));
        long before = worker.ResidentBytes;
        worker.Start(fixture.Script(
            $"$line = 'y' * 1000; foreach ($i in 1..100000) {{ $line }}; [IO.File]::WriteAllText('{mark}', 'x')"));
        using (var watcher = new FileSystemWatcher(fixture.Folder, "written"))
        {
            WaitForChangedResult change = watcher.WaitForChanged(WatcherChangeTypes.Created, 1500);
            Expect.True(change.TimedOut && !File.Exists(mark), "the job ended although nobody read");
        }

        long grown = worker.ResidentBytes - before;
        Expect.True(grown < 60_000_000, $"the worker grew by {grown} bytes");
        Expect.Equal(100_000, worker.Finish().Lines.Count, "lines");
    }
}
