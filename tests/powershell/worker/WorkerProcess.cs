using System;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.IO.Pipes;
using System.Linq;
using System.Text;

namespace AitherZero.Worker.Tests;

/// <summary>One line that a job wrote.</summary>
internal sealed record Line(string Stream, string Text);

/// <summary>How a job ended, with everything that it wrote.</summary>
internal sealed record Ended(
    string Outcome, long ExitCode, Dictionary<string, object?>? Error, string? Tainted, string? Objects,
    IReadOnlyList<Line> Lines)
{
    /// <summary>The lines of one stream, joined by "|".</summary>
    public string Of(string stream) => string.Join("|", Lines.Where(line => line.Stream == stream).Select(line => line.Text));

    /// <summary>All lines as "stream:text", joined by "|".</summary>
    public string All => string.Join("|", Lines.Select(line => line.Stream + ":" + line.Text));
}

/// <summary>
/// A real worker process and the agent's end of its two pipes. Ends with the
/// process killed, should it still run.
/// </summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly AnonymousPipeServerStream _requests = new(PipeDirection.Out, HandleInheritability.Inheritable);
    private readonly AnonymousPipeServerStream _replies = new(PipeDirection.In, HandleInheritability.Inheritable);
    private readonly Process _process;
    private readonly StringBuilder _escaped = new();
    private ulong _lastId;

    public WorkerProcess(string pwsh, string worker)
    {
        var start = new ProcessStartInfo(pwsh)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        RequestHandle = _requests.GetClientHandleAsString();
        ReplyHandle = _replies.GetClientHandleAsString();
        string code = $"[void][Reflection.Assembly]::LoadFrom('{worker}'); exit [AitherZero.Worker.Entry]::Run("
            + $"'{RequestHandle}', '{ReplyHandle}')";
        foreach (string word in new[] { "-NoLogo", "-NoProfile", "-NonInteractive", "-Command", code })
        {
            start.ArgumentList.Add(word);
        }

        _process = Process.Start(start)!;
        _process.StandardInput.Close();
        _process.OutputDataReceived += OnEscaped;
        _process.ErrorDataReceived += OnEscaped;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _requests.DisposeLocalCopyOfClientHandle();
        _replies.DisposeLocalCopyOfClientHandle();
        Ready = Receive() ?? throw new InvalidDataException("the worker ended at its start: " + Escaped);
    }

    /// <summary>The worker's ends of the pipes, as numbers in its process.</summary>
    public string RequestHandle { get; }

    public string ReplyHandle { get; }

    /// <summary>The first message.</summary>
    public Dictionary<string, object?> Ready { get; }

    /// <summary>What came out of the process beside the pipes.</summary>
    public string Escaped
    {
        get
        {
            lock (_escaped)
            {
                return _escaped.ToString();
            }
        }
    }

    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Runs a script to its end.</summary>
    public Ended Run(string script, IDictionary? parameters = null, IList? arguments = null, IDictionary? env = null, string? cwd = null)
    {
        Start(script, parameters, arguments, env, cwd);
        return Finish();
    }

    public ulong Start(string script, IDictionary? parameters = null, IList? arguments = null, IDictionary? env = null, string? cwd = null)
    {
        Send(new Hashtable
        {
            ["type"] = "run",
            ["id"] = (long)++_lastId,
            ["script"] = script,
            ["parameters"] = parameters ?? new Hashtable(),
            ["arguments"] = arguments ?? Array.Empty<object>(),
            ["env"] = env ?? new Hashtable(),
            ["cwd"] = cwd ?? Path.GetDirectoryName(script),
        });
        return _lastId;
    }

    public void Stop(ulong id) => Send(new Hashtable { ["type"] = "stop", ["id"] = (long)id });

    /// <summary>Reads up to the end of the running job; <paramref name="onLine"/> sees each line as it comes.</summary>
    public Ended Finish(Action<Line>? onLine = null)
    {
        var lines = new List<Line>();
        while (true)
        {
            Dictionary<string, object?> message = Receive() ?? throw new InvalidDataException("the worker ended: " + Escaped);
            if (!Equals(message["id"], (long)_lastId))
            {
                throw new InvalidDataException("a reply for another job");
            }

            if (message["type"] is "output")
            {
                lines.Add(new Line((string)message["stream"]!, (string)message["text"]!));
                onLine?.Invoke(lines[^1]);
                continue;
            }

            return new Ended(
                (string)message["outcome"]!,
                (long)message["exit_code"]!,
                (Dictionary<string, object?>?)message["error"],
                (string?)message["tainted"],
                (string?)message["objects"],
                lines);
        }
    }

    public void Send(object message) => SendFrame(Pack.Encode(message));

    public void SendFrame(byte[] body)
    {
        var frame = new byte[4 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, body.Length);
        body.CopyTo(frame, 4);
        SendRaw(frame);
    }

    public void SendRaw(byte[] bytes)
    {
        _requests.Write(bytes);
        _requests.Flush();
    }

    /// <summary>Closes the requests' pipe and returns the exit code; -1 when the worker stays.</summary>
    public int CloseAndWait()
    {
        _requests.Dispose();
        return WaitForExit();
    }

    public int WaitForExit() => _process.WaitForExit(20_000) ? _process.ExitCode : -1;

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
        _requests.Dispose();
        _replies.Dispose();
    }

    private Dictionary<string, object?>? Receive()
    {
        byte[] header = new byte[4];
        if (_replies.ReadAtLeast(header, 4, throwOnEndOfStream: false) < 4)
        {
            return null;
        }

        byte[] body = new byte[BinaryPrimitives.ReadInt32BigEndian(header)];
        _replies.ReadExactly(body);
        return Pack.DecodeMap(body);
    }

    private void OnEscaped(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is not null)
        {
            lock (_escaped)
            {
                _escaped.AppendLine(line.Data);
            }
        }
    }
}
