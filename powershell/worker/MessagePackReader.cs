#nullable enable
using System;
using System.Collections;
using System.Collections.Specialized;
using System.IO;
using System.Text;

namespace AitherZero.Worker
{
    /// <summary>
    /// Reads one msgpack value from a buffer into the types that scripts
    /// receive (see "Values" in docs/design/worker-protocol.md). A table whose
    /// keys differ in case only becomes case-sensitive. Strict: a
    /// short buffer, bad UTF-8, unknown extension, repeated key or depth
    /// beyond the limit throws <see cref="InvalidDataException"/>. A count is
    /// never believed before as many bytes were seen, so memory stays within
    /// a small multiple of the frame. Not shared between threads.
    /// </summary>
    internal sealed class MessagePackReader
    {
        private const sbyte OrderedExtension = 1;

        /// <summary>
        /// Maps above this depth are the message's own (env has names that
        /// differ in case only); deeper ones are tables of a script.
        /// </summary>
        private const int MessageDepth = 2;

        private static readonly UTF8Encoding StrictUtf8 = new UTF8Encoding(false, true);

        private readonly byte[] _buffer;
        private readonly int _end;
        private int _at;

        private MessagePackReader(byte[] buffer, int start, int length)
        {
            _buffer = buffer;
            _at = start;
            _end = start + length;
        }

        /// <summary>Reads the one value that the whole buffer must be.</summary>
        public static object? ReadWhole(byte[] buffer, int length)
        {
            var reader = new MessagePackReader(buffer, 0, length);
            object? value = reader.ReadValue(0);
            if (reader._at != reader._end)
            {
                throw new InvalidDataException("bytes follow the value");
            }

            return value;
        }

        private object? ReadValue(int depth)
        {
            byte head = TakeByte();
            if (head <= 0x7f)
            {
                return (int)head;
            }

            if (head >= 0xe0)
            {
                return (int)(sbyte)head;
            }

            if (head <= 0x8f)
            {
                return ReadMap(head & 0x0f, depth);
            }

            if (head <= 0x9f)
            {
                return ReadArray(head & 0x0f, depth);
            }

            return head <= 0xbf ? ReadText(head & 0x1f) : ReadTagged(head, depth);
        }

        private object? ReadTagged(byte head, int depth)
        {
            switch (head)
            {
                case 0xc0: return null;
                case 0xc2: return false;
                case 0xc3: return true;
                case 0xc4: return ReadBytes(TakeCount(1));
                case 0xc5: return ReadBytes(TakeCount(2));
                case 0xc6: return ReadBytes(TakeCount(4));
                case 0xc7: return ReadExtension(TakeCount(1), depth);
                case 0xc8: return ReadExtension(TakeCount(2), depth);
                case 0xc9: return ReadExtension(TakeCount(4), depth);
                case 0xca: return (double)ReadSingle();
                case 0xcb: return BitConverter.Int64BitsToDouble((long)TakeUnsigned(8));
                case 0xcc: return (int)TakeUnsigned(1);
                case 0xcd: return (int)TakeUnsigned(2);
                case 0xce: return Narrow((long)TakeUnsigned(4));
                case 0xcf: return ReadUnsigned64();
                case 0xd0: return (int)(sbyte)TakeUnsigned(1);
                case 0xd1: return (int)(short)TakeUnsigned(2);
                case 0xd2: return (int)TakeUnsigned(4);
                case 0xd3: return Narrow((long)TakeUnsigned(8));
                case 0xd4: return ReadExtension(1, depth);
                case 0xd5: return ReadExtension(2, depth);
                case 0xd6: return ReadExtension(4, depth);
                case 0xd7: return ReadExtension(8, depth);
                case 0xd8: return ReadExtension(16, depth);
                case 0xd9: return ReadText(TakeCount(1));
                case 0xda: return ReadText(TakeCount(2));
                case 0xdb: return ReadText(TakeCount(4));
                case 0xdc: return ReadArray(TakeCount(2), depth);
                case 0xdd: return ReadArray(TakeCount(4), depth);
                case 0xde: return ReadMap(TakeCount(2), depth);
                case 0xdf: return ReadMap(TakeCount(4), depth);
                default: throw new InvalidDataException("unknown value head 0x" + head.ToString("x2"));
            }
        }

        /// <summary>PowerShell's rule for integers: an [int] where it fits, else a [long].</summary>
        private static object Narrow(long value)
        {
            if (value >= int.MinValue && value <= int.MaxValue)
            {
                return (int)value;
            }

            return value;
        }

        private object ReadUnsigned64()
        {
            ulong value = TakeUnsigned(8);
            if (value > long.MaxValue)
            {
                return value;
            }

            return Narrow((long)value);
        }

        private float ReadSingle()
        {
            byte[] bytes = ReadBytes(4);
            if (BitConverter.IsLittleEndian)
            {
                Array.Reverse(bytes);
            }

            return BitConverter.ToSingle(bytes, 0);
        }

        private object?[] ReadArray(int count, int depth)
        {
            Descend(depth, count);
            var items = new object?[count];
            for (int i = 0; i < count; i++)
            {
                items[i] = ReadValue(depth + 1);
            }

            return items;
        }

        private Hashtable ReadMap(int count, int depth)
        {
            Descend(depth, count * 2L);
            var map = new Hashtable(count, depth < MessageDepth ? StringComparer.Ordinal : StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < count; i++)
            {
                object key = CheckKey(ReadValue(depth + 1));
                if (map.ContainsKey(key))
                {
                    map = new Hashtable(map, StringComparer.Ordinal);
                }

                AddNew(map, key, ReadValue(depth + 1));
            }

            return map;
        }

        private object ReadExtension(int length, int depth)
        {
            sbyte type = (sbyte)TakeByte();
            Require(length);
            if (type != OrderedExtension)
            {
                throw new InvalidDataException("unknown extension type " + type);
            }

            var body = new MessagePackReader(_buffer, _at, length);
            _at += length;
            var pairs = body.ReadValue(depth + 1) as object?[];
            if (pairs == null || pairs.Length % 2 != 0 || body._at != body._end)
            {
                throw new InvalidDataException("an ordered dictionary is not an array of pairs");
            }

            return ToOrdered(pairs);
        }

        private static OrderedDictionary ToOrdered(object?[] pairs)
        {
            var ordered = new OrderedDictionary(pairs.Length / 2, StringComparer.OrdinalIgnoreCase);
            for (int i = 0; i < pairs.Length; i += 2)
            {
                object key = CheckKey(pairs[i]);
                if (ordered.Contains(key))
                {
                    ordered = CaseSensitive(ordered);
                }

                AddNew(ordered, key, pairs[i + 1]);
            }

            return ordered;
        }

        private static OrderedDictionary CaseSensitive(OrderedDictionary ordered)
        {
            var copy = new OrderedDictionary(StringComparer.Ordinal);
            foreach (DictionaryEntry entry in ordered)
            {
                copy.Add(entry.Key, entry.Value);
            }

            return copy;
        }

        private static void AddNew(IDictionary map, object key, object? value)
        {
            if (map.Contains(key))
            {
                throw new InvalidDataException("the key '" + key + "' is repeated");
            }

            map.Add(key, value);
        }

        /// <summary>A key is a scalar: tables have no other keys on the wire.</summary>
        private static object CheckKey(object? key)
        {
            if (key is string || key is int || key is long || key is ulong || key is bool || key is double)
            {
                return key;
            }

            throw new InvalidDataException("a key is neither text, a number nor a boolean");
        }

        private string ReadText(int length)
        {
            Require(length);
            try
            {
                string text = StrictUtf8.GetString(_buffer, _at, length);
                _at += length;
                return text;
            }
            catch (DecoderFallbackException)
            {
                throw new InvalidDataException("text that is not UTF-8");
            }
        }

        private byte[] ReadBytes(int length)
        {
            Require(length);
            var bytes = new byte[length];
            Buffer.BlockCopy(_buffer, _at, bytes, 0, length);
            _at += length;
            return bytes;
        }

        private void Descend(int depth, long itemsToCome)
        {
            if (depth >= Limits.ValueDepth)
            {
                throw new InvalidDataException("values are nested too deeply");
            }

            Require(itemsToCome);
        }

        private int TakeCount(int bytes)
        {
            ulong count = TakeUnsigned(bytes);
            if (count > Limits.FrameBytes)
            {
                throw new InvalidDataException("a count is beyond the limit");
            }

            return (int)count;
        }

        private ulong TakeUnsigned(int bytes)
        {
            Require(bytes);
            ulong value = 0;
            for (int i = 0; i < bytes; i++)
            {
                value = (value << 8) | _buffer[_at++];
            }

            return value;
        }

        private byte TakeByte()
        {
            Require(1);
            return _buffer[_at++];
        }

        /// <summary>Each item takes a byte at least, so this bounds counts too.</summary>
        private void Require(long bytes)
        {
            if (bytes > _end - _at)
            {
                throw new InvalidDataException("the value is cut short");
            }
        }
    }
}
