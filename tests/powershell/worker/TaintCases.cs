using System;

namespace AitherZero.Worker.Tests;

/// <summary>A job that leaves something behind taints the worker, an ordinary one never does.</summary>
internal static class TaintCases
{
    public static readonly Case[] All =
    [
        Tainted("taint.child_process", "[void][Diagnostics.Process]::Start('/bin/sleep', '60')", "sleep"),
        Tainted("taint.assembly_from_memory", "[void][Reflection.Assembly]::Load([IO.File]::ReadAllBytes([Environment]::GetEnvironmentVariable('AZ_ASSEMBLY')))", "from memory"),
        Tainted("taint.thread_of_a_runspace", "$p = [powershell]::Create().AddScript('[Threading.Thread]::Sleep(20000)'); [void]$p.BeginInvoke(); [Threading.Thread]::Sleep(300)", "thread"),
        Clean("taint.none_after_a_finished_child", "$p = [Diagnostics.Process]::Start('/bin/true'); $p.WaitForExit(); 1"),
        Clean("taint.none_after_native_programs", "/bin/true; /bin/sh -c 'echo x' | ForEach-Object { 1 }"),
        Clean("taint.none_after_everyday_modules", "Write-Host (Get-Date).Year; @{ a = 1 } | ConvertTo-Json; Get-ChildItem / | Sort-Object Name | Select-Object -First 1"),
        Clean("taint.none_after_a_class", "class AzPoint { [int] $X }; [AzPoint]::new().X"),
        Clean("taint.none_after_a_parallel_loop", "1..4 | ForEach-Object -Parallel { $_ } -ThrottleLimit 2"),
        Clean("taint.none_after_a_finished_runspace", "$p = [powershell]::Create().AddScript('1'); $p.Invoke(); $p.Dispose()"),
        Clean("taint.none_after_a_thread_pool_task", "$t = [Threading.Tasks.Task]::Delay(10); $t.Wait()"),
    ];

    private static Case Tainted(string name, string script, string why) => new(
        name,
        fixture =>
        {
            string assembly = typeof(TaintCases).Assembly.Location;
            using WorkerProcess worker = fixture.NewWorker();
            Ended ended = worker.Run(fixture.Script(script), env: new System.Collections.Hashtable { ["AZ_ASSEMBLY"] = assembly });
            Expect.Equal("completed", ended.Outcome, "outcome (all: " + ended.All + ")");
            Expect.True(ended.Tainted is not null, "not tainted");
            Expect.Contains(why, ended.Tainted!);
        });

    private static Case Clean(string name, string script) => new(
        name,
        fixture =>
        {
            Ended ended = fixture.Run(script);
            Expect.Equal("completed", ended.Outcome, "outcome (all: " + ended.All + ")");
            Expect.Equal(null, ended.Tainted, "tainted");
        });
}
