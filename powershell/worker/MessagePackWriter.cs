#nullable enable
using System;
using System.Text;

namespace AitherZero.Worker
{
    /// <summary>
    /// Writes frames, each a length and one msgpack value, into a buffer that
    /// it owns and reuses. Only what replies need. Not shared between threads
    /// without a lock.
    /// </summary>
    internal sealed class MessagePackWriter
    {
        /// <summary>A buffer above this many bytes is not kept for the next frame.</summary>
        private const int KeptBytes = 512 * 1024;

        // A lone surrogate becomes U+FFFD: output text is shown, not parsed.
        private static readonly UTF8Encoding Utf8 = new UTF8Encoding(false);

        private byte[] _buffer = new byte[1024];
        private int _length;
        private int _frame;

        /// <summary>The frames; valid until the next write.</summary>
        public byte[] Buffer => _buffer;

        /// <summary>Bytes used in <see cref="Buffer"/>.</summary>
        public int Length => _length;

        /// <summary>Forgets what was written.</summary>
        public void Clear()
        {
            if (_buffer.Length > KeptBytes)
            {
                _buffer = new byte[1024];
            }

            _length = 0;
        }

        public void BeginFrame()
        {
            _frame = _length;
            Reserve(Channel.HeaderBytes);
            _length += Channel.HeaderBytes;
        }

        /// <summary>Fills in the length of the frame that was begun last.</summary>
        public void EndFrame()
        {
            int body = _length - _frame - Channel.HeaderBytes;
            if (body > Limits.FrameBytes)
            {
                throw new InvalidOperationException("a reply is larger than a frame");
            }

            for (int i = 0; i < Channel.HeaderBytes; i++)
            {
                _buffer[_frame + i] = (byte)(body >> (8 * (Channel.HeaderBytes - 1 - i)));
            }
        }

        public void MapHeader(int count)
        {
            if (count > 15)
            {
                throw new ArgumentOutOfRangeException(nameof(count));
            }

            Byte((byte)(0x80 | count));
        }

        public void Nil() => Byte(0xc0);

        public void Integer(long value)
        {
            if (value >= -32 && value <= 127)
            {
                Byte(unchecked((byte)value));
            }
            else if (value >= 0 && value <= uint.MaxValue)
            {
                Byte(0xce);
                BigEndian((ulong)value, 4);
            }
            else
            {
                Byte(0xd3);
                BigEndian(unchecked((ulong)value), 8);
            }
        }

        public void Unsigned(ulong value)
        {
            if (value <= long.MaxValue)
            {
                Integer((long)value);
                return;
            }

            Byte(0xcf);
            BigEndian(value, 8);
        }

        public void Text(string text)
        {
            int bytes = Utf8.GetByteCount(text);
            if (bytes < 32)
            {
                Byte((byte)(0xa0 | bytes));
            }
            else
            {
                Byte(0xdb);
                BigEndian((ulong)bytes, 4);
            }

            Reserve(bytes);
            _length += Utf8.GetBytes(text, 0, text.Length, _buffer, _length);
        }

        public void TextOrNil(string? text)
        {
            if (text == null)
            {
                Nil();
            }
            else
            {
                Text(text);
            }
        }

        private void Byte(byte value)
        {
            Reserve(1);
            _buffer[_length++] = value;
        }

        private void BigEndian(ulong value, int bytes)
        {
            Reserve(bytes);
            for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8)
            {
                _buffer[_length++] = (byte)(value >> shift);
            }
        }

        private void Reserve(int bytes)
        {
            if (_length + bytes > _buffer.Length)
            {
                Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + bytes));
            }
        }
    }
}
