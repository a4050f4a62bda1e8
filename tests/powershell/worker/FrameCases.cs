using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;

namespace AitherZero.Worker.Tests;

/// <summary>The protocol itself: greeting, ends, and what is not a frame.</summary>
internal static class FrameCases
{
    private const int BadRequest = 2;

    public static readonly Case[] All =
    [
        new("frames.ready_says_who_is_there", ReadyIsComplete),
        new("frames.end_of_requests_ends_the_worker", EndOfRequests),
        new("frames.end_of_requests_ends_a_busy_worker", EndOfRequestsWhileBusy),
        new("frames.unknown_keys_and_types_are_ignored", UnknownIsIgnored),
        new("frames.children_do_not_hold_the_pipes", ChildrenDoNotHoldThePipes),
        Bad("frames.length_zero", [0, 0, 0, 0]),
        Bad("frames.length_beyond_the_limit", [1, 0, 0, 1]),
        Bad("frames.garbage", Framed([0xc1, 1, 2, 3])),
        Bad("frames.body_is_no_map", Framed(Pack.Encode("run"))),
        Bad("frames.bytes_after_the_map", Framed([.. Pack.Encode(new Hashtable { ["type"] = "x" }), 0xc0])),
        Bad("frames.map_cut_short", Framed([0xdf, 0, 0, 1, 0])),
        Bad("frames.count_beyond_the_bytes", Framed([0xdd, 0xff, 0xff, 0xff, 0xff])),
        Bad("frames.text_that_is_not_utf8", Framed([0x81, 0xa4, 0x74, 0x79, 0x70, 0x65, 0xa1, 0xff])),
        Bad("frames.repeated_key", Framed([0x82, 0xa1, 0x61, 1, 0xa1, 0x61, 2])),
        Bad("frames.too_deep", Framed([.. Enumerable.Repeat((byte)0x91, 1000), 1])),
        Bad("frames.run_without_a_script", Framed(Pack.Encode(new Hashtable { ["type"] = "run", ["id"] = 1, ["cwd"] = "/" }))),
        Bad("frames.env_that_is_not_text", Framed(Pack.Encode(new Hashtable
        {
            ["type"] = "run", ["id"] = 1, ["script"] = "/x", ["cwd"] = "/", ["env"] = new Hashtable { ["A"] = 1 },
        }))),
    ];

    private static byte[] Framed(byte[] body) =>
        [(byte)(body.Length >> 24), (byte)(body.Length >> 16), (byte)(body.Length >> 8), (byte)body.Length, .. body];

    private static Case Bad(string name, byte[] bytes) => new(
        name,
        fixture =>
        {
            using WorkerProcess worker = fixture.NewWorker();
            worker.SendRaw(bytes);
            Expect.Equal(BadRequest, worker.WaitForExit(), "exit code");
        });

    private static void ReadyIsComplete(Fixture fixture)
    {
        Dictionary<string, object?> ready = fixture.Worker.Ready;
        Expect.Equal("ready", ready["type"], "type");
        Expect.Equal(1L, ready["protocol"], "protocol");
        Expect.True(ready["host"] is "pwsh" or "embedded", "host");
        Expect.Output((string)ready["version"]! + "|" + ready["pid"], fixture.Run("\"$($PSVersionTable.PSVersion)\"; \"$PID\""));
    }

    private static void EndOfRequests(Fixture fixture)
    {
        using WorkerProcess worker = fixture.NewWorker();
        Expect.Equal(0, worker.CloseAndWait(), "exit code");
    }

    private static void EndOfRequestsWhileBusy(Fixture fixture)
    {
        using WorkerProcess worker = fixture.NewWorker();
        worker.Start(fixture.Script("while ($true) { }"));
        Expect.Equal(0, worker.CloseAndWait(), "exit code");
    }

    private static void UnknownIsIgnored(Fixture fixture)
    {
        fixture.Worker.Send(new Hashtable { ["type"] = "later", ["x"] = 1 });
        fixture.Worker.Send(new Hashtable { ["type"] = "stop", ["id"] = 99999, ["why"] = "new" });
        Expect.Output("on", fixture.Run("'on'"));
    }

    private static void ChildrenDoNotHoldThePipes(Fixture fixture)
    {
        using WorkerProcess worker = fixture.NewWorker();
        Ended ended = worker.Run(fixture.Script(
            $"/bin/sh -c 'readlink /proc/$PPID/fd/{worker.RequestHandle} /proc/$PPID/fd/{worker.ReplyHandle}; ls -l /proc/self/fd'"));
        string[] lines = [.. ended.Lines.Where(line => line.Stream == "output").Select(line => line.Text)];
        Expect.True(lines.Length > 3 && lines[0].StartsWith("pipe:", StringComparison.Ordinal), ended.All);
        string held = string.Join('\n', lines.Skip(2));
        Expect.True(!held.Contains(lines[0], StringComparison.Ordinal), "a child holds the requests' pipe");
        Expect.True(!held.Contains(lines[1], StringComparison.Ordinal), "a child holds the replies' pipe");
    }
}
