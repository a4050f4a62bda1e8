#nullable enable
using System;
using System.IO;

namespace AitherZero.Worker
{
    /// <summary>
    /// Frames over the two pipes to the agent. Reading belongs to one thread.
    /// Writing is open to any thread: a frame is written whole under a lock,
    /// and a full pipe blocks the writer, which is how a slow agent slows a
    /// job instead of growing memory.
    /// </summary>
    internal sealed class Channel
    {
        private const int HeaderBytes = 4;

        private readonly Stream _requests;
        private readonly Stream _replies;
        private readonly MessagePackWriter _writer = new MessagePackWriter(HeaderBytes);
        private readonly byte[] _header = new byte[HeaderBytes];

        /// <summary>Takes both streams over; they stay open until the process ends.</summary>
        public Channel(Stream requests, Stream replies)
        {
            _requests = requests;
            _replies = replies;
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
            lock (_writer)
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
            lock (_writer)
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
            lock (_writer)
            {
                Begin("ended", 6);
                Key("id").Unsigned(id);
                Key("outcome").Text(result.Outcome);
                Key("exit_code").Integer(result.ExitCode);
                Key("error");
                WriteError(result.Error);
                Key("tainted").TextOrNil(tainted);
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

        private void Begin(string type, int keys)
        {
            _writer.Reset();
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
            byte[] frame = _writer.Buffer;
            int body = _writer.Length - HeaderBytes;
            if (body > Limits.FrameBytes)
            {
                throw new InvalidOperationException("a reply is larger than a frame");
            }

            for (int i = 0; i < HeaderBytes; i++)
            {
                frame[i] = (byte)(body >> (8 * (HeaderBytes - 1 - i)));
            }

            _replies.Write(frame, 0, _writer.Length);
            _replies.Flush();
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
