#nullable enable
using System;
using System.IO;
using System.Threading;

namespace AitherZero.Worker
{
    /// <summary>
    /// Frames over the two pipes to the agent. Reading belongs to one thread.
    /// Replies are open to any thread: a frame is put whole behind those that
    /// wait, and a thread of the channel writes out all that wait at once, so
    /// that a line goes out as soon as the pipe takes it and a flood of lines
    /// costs few system calls. What waits is bounded: a slow agent blocks the
    /// job that writes instead of growing memory.
    /// </summary>
    internal sealed class Channel
    {
        /// <summary>Bytes of a frame's length.</summary>
        public const int HeaderBytes = 4;

        private readonly Stream _requests;
        private readonly Stream _replies;
        private readonly object _lock = new object();
        private readonly byte[] _header = new byte[HeaderBytes];

        // Guarded by _lock: the frames that wait, and the spare buffer or null
        // while the writing thread has it.
        private MessagePackWriter _writer = new MessagePackWriter();
        private MessagePackWriter? _spare = new MessagePackWriter();

        /// <summary>Takes both streams over; they stay open until the process ends.</summary>
        public Channel(Stream requests, Stream replies)
        {
            _requests = requests;
            _replies = replies;
            new Thread(WriteOut) { IsBackground = true, Name = "Replies" }.Start();
        }

        /// <summary>
        /// The next message, or null at the end of the pipe. Throws
        /// <see cref="InvalidDataException"/> on anything that is not a frame.
        /// </summary>
        public Message? Read()
        {
            int got = Fill(_header, HeaderBytes);
            if (got == 0)
            {
                return null;
            }

            uint length = ((uint)_header[0] << 24) | ((uint)_header[1] << 16) | ((uint)_header[2] << 8) | _header[3];
            if (got < HeaderBytes || length == 0 || length > Limits.FrameBytes)
            {
                throw new InvalidDataException("a frame's length is wrong");
            }

            var body = new byte[length];
            if (Fill(body, body.Length) < body.Length)
            {
                throw new InvalidDataException("a frame is cut short");
            }

            return Message.From(MessagePackReader.ReadWhole(body, body.Length));
        }

        public void SendReady(string version, string host, int pid)
        {
            lock (_lock)
            {
                Begin("ready", 5);
                Key("protocol").Integer(Protocol.Version);
                Key("version").Text(version);
                Key("host").Text(host);
                Key("pid").Integer(pid);
                Send();
            }
        }

        public void SendOutput(ulong id, string stream, string text)
        {
            lock (_lock)
            {
                Begin("output", 4);
                Key("id").Unsigned(id);
                Key("stream").Text(stream);
                Key("text").Text(text);
                Send();
            }
        }

        public void SendEnded(ulong id, JobResult result, string? tainted)
        {
            lock (_lock)
            {
                Begin("ended", 7);
                Key("id").Unsigned(id);
                Key("outcome").Text(result.Outcome);
                Key("exit_code").Integer(result.ExitCode);
                Key("error");
                WriteError(result.Error);
                Key("tainted").TextOrNil(tainted);
                Key("objects").TextOrNil(result.Objects);
                Send();
            }
        }

        private void WriteError(JobError? error)
        {
            if (error == null)
            {
                _writer.Nil();
                return;
            }

            _writer.MapHeader(6);
            Key("message").Text(error.Message);
            Key("type").Text(error.Type);
            Key("script").Text(error.Script);
            Key("line").Integer(error.Line);
            Key("column").Integer(error.Column);
            Key("position").Text(error.Position);
        }

        /// <summary>Waits until there is room, then begins a frame; call with the lock held.</summary>
        private void Begin(string type, int keys)
        {
            while (_writer.Length >= Limits.WaitingBytes)
            {
                Monitor.Wait(_lock);
            }

            _writer.BeginFrame();
            _writer.MapHeader(keys);
            Key("type").Text(type);
        }

        private MessagePackWriter Key(string name)
        {
            _writer.Text(name);
            return _writer;
        }

        private void Send()
        {
            _writer.EndFrame();
            Monitor.PulseAll(_lock);
        }

        /// <summary>The writing thread.</summary>
        private void WriteOut()
        {
            try
            {
                while (true)
                {
                    MessagePackWriter frames = TakeWaiting();
                    _replies.Write(frames.Buffer, 0, frames.Length);
                    _replies.Flush();
                    frames.Clear();
                    GiveBack(frames);
                }
            }
            catch (IOException)
            {
                // The agent no longer reads: nobody is left to work for.
                Environment.Exit(Entry.AgentGone);
            }
        }

        private MessagePackWriter TakeWaiting()
        {
            lock (_lock)
            {
                while (_writer.Length == 0)
                {
                    Monitor.Wait(_lock);
                }

                MessagePackWriter full = _writer;
                _writer = _spare!;
                _spare = null;
                Monitor.PulseAll(_lock);
                return full;
            }
        }

        private void GiveBack(MessagePackWriter written)
        {
            lock (_lock)
            {
                _spare = written;
            }
        }

        private int Fill(byte[] buffer, int count)
        {
            int have = 0;
            while (have < count)
            {
                int got = _requests.Read(buffer, have, count - have);
                if (got == 0)
                {
                    break;
                }

                have += got;
            }

            return have;
        }
    }
}
