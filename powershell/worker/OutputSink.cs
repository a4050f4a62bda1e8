#nullable enable
using System;
using System.Text;

namespace AitherZero.Worker
{
    /// <summary>
    /// Turns what a job writes into `output` messages: whole lines, in the
    /// order in which they were written, escape sequences removed. An
    /// unfinished line waits for its rest and goes out when another stream
    /// writes or the job ends. Open to every thread; a slow agent blocks the
    /// writer. Writes after <see cref="Close"/> are dropped.
    /// </summary>
    internal sealed class OutputSink
    {
        private readonly object _lock = new object();
        private readonly Channel _channel;
        private readonly ulong _id;
        private readonly StringBuilder _pending = new StringBuilder();
        private string _pendingStream = Protocol.Output;
        private bool _closed;

        public OutputSink(Channel channel, ulong id)
        {
            _channel = channel;
            _id = id;
        }

        /// <summary>Writes text that may hold, begin and end lines.</summary>
        public void Write(string stream, string? text)
        {
            if (string.IsNullOrEmpty(text))
            {
                return;
            }

            lock (_lock)
            {
                if (!_closed)
                {
                    WriteParts(stream, EscapeSequences.Remove(text!));
                }
            }
        }

        public void WriteLine(string stream, string? text) => Write(stream, text + "\n");

        /// <summary>Sends an unfinished line and takes no more.</summary>
        public void Close()
        {
            lock (_lock)
            {
                Flush();
                _closed = true;
            }
        }

        private void WriteParts(string stream, string text)
        {
            if (!ReferenceEquals(stream, _pendingStream))
            {
                Flush();
                _pendingStream = stream;
            }

            int start = 0;
            int end;
            while ((end = text.IndexOf('\n', start)) >= 0)
            {
                FinishLine(text, start, end);
                start = end + 1;
            }

            Hold(text, start, text.Length);
        }

        private void FinishLine(string text, int start, int end)
        {
            if (_pending.Length > 0 || end - start > Limits.LineChars)
            {
                Hold(text, start, end);
                if (_pending.Length > 0 && _pending[_pending.Length - 1] == '\r')
                {
                    _pending.Length--;
                }

                Send(_pending.ToString());
                _pending.Clear();
                return;
            }

            bool carriageReturn = end > start && text[end - 1] == '\r';
            Send(text.Substring(start, end - start - (carriageReturn ? 1 : 0)));
        }

        /// <summary>Keeps an unfinished line; sends what is beyond the limit.</summary>
        private void Hold(string text, int start, int end)
        {
            while (_pending.Length + (end - start) > Limits.LineChars)
            {
                int take = Limits.LineChars - _pending.Length;
                if (take > 0 && char.IsHighSurrogate(text[start + take - 1]))
                {
                    take--;
                }

                _pending.Append(text, start, take);
                start += take;
                Send(_pending.ToString());
                _pending.Clear();
            }

            _pending.Append(text, start, end - start);
        }

        private void Flush()
        {
            if (_pending.Length > 0)
            {
                Send(_pending.ToString());
                _pending.Clear();
            }
        }

        private void Send(string line) => _channel.SendOutput(_id, _pendingStream, line);
    }
}
