using System;
using System.Buffers.Binary;
using System.Collections;
using System.Collections.Generic;
using System.Collections.Specialized;
using System.IO;
using System.Text;

namespace AitherZero.Worker.Tests;

/// <summary>
/// msgpack as the agent's side speaks it, written apart from the worker's so
/// that each checks the other. Reads what replies hold: maps, text, integers,
/// nil.
/// </summary>
internal static class Pack
{
    public static byte[] Encode(object? value)
    {
        var bytes = new List<byte>();
        Write(bytes, value);
        return bytes.ToArray();
    }

    public static Dictionary<string, object?> DecodeMap(byte[] body)
    {
        int at = 0;
        object? value = Read(body, ref at);
        if (at != body.Length || value is not Dictionary<string, object?> map)
        {
            throw new InvalidDataException("a reply is not one map");
        }

        return map;
    }

    private static void Write(List<byte> to, object? value)
    {
        switch (value)
        {
            case null: to.Add(0xc0); break;
            case bool b: to.Add(b ? (byte)0xc3 : (byte)0xc2); break;
            case int i: WriteInteger(to, i); break;
            case long l: WriteInteger(to, l); break;
            case double d: to.Add(0xcb); Add64(to, (ulong)BitConverter.DoubleToInt64Bits(d)); break;
            case string s: WriteSized(to, 0xdb, Encoding.UTF8.GetBytes(s)); break;
            case byte[] raw: WriteSized(to, 0xc6, raw); break;
            case OrderedDictionary ordered: WriteOrdered(to, ordered); break;
            case IDictionary map: WriteMap(to, map); break;
            case IList list: WriteArray(to, list); break;
            default: throw new ArgumentException(value.GetType().FullName);
        }
    }

    private static void WriteInteger(List<byte> to, long value)
    {
        to.Add(0xd3);
        Add64(to, (ulong)value);
    }

    private static void WriteSized(List<byte> to, byte head, byte[] content)
    {
        to.Add(head);
        Add32(to, content.Length);
        to.AddRange(content);
    }

    private static void WriteOrdered(List<byte> to, OrderedDictionary ordered)
    {
        var pairs = new List<object?>();
        foreach (DictionaryEntry entry in ordered)
        {
            pairs.Add(entry.Key);
            pairs.Add(entry.Value);
        }

        byte[] body = Encode(pairs);
        to.Add(0xc9);
        Add32(to, body.Length);
        to.Add(1);
        to.AddRange(body);
    }

    private static void WriteMap(List<byte> to, IDictionary map)
    {
        to.Add(0xdf);
        Add32(to, map.Count);
        foreach (DictionaryEntry entry in map)
        {
            Write(to, entry.Key);
            Write(to, entry.Value);
        }
    }

    private static void WriteArray(List<byte> to, IList list)
    {
        to.Add(0xdd);
        Add32(to, list.Count);
        foreach (object? item in list)
        {
            Write(to, item);
        }
    }

    private static void Add32(List<byte> to, int value)
    {
        Span<byte> raw = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(raw, value);
        to.AddRange(raw.ToArray());
    }

    private static void Add64(List<byte> to, ulong value)
    {
        Span<byte> raw = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(raw, value);
        to.AddRange(raw.ToArray());
    }

    private static object? Read(byte[] from, ref int at)
    {
        byte head = from[at++];
        switch (head)
        {
            case <= 0x7f: return (long)head;
            case >= 0xe0: return (long)(sbyte)head;
            case >= 0x80 and <= 0x8f: return ReadMap(from, ref at, head & 0x0f);
            case >= 0xa0 and <= 0xbf: return ReadText(from, ref at, head & 0x1f);
            case 0xc0: return null;
            case 0xce: return (long)(uint)ReadBig(from, ref at, 4);
            case 0xcf or 0xd3: return (long)ReadBig(from, ref at, 8);
            case 0xdb: return ReadText(from, ref at, (int)ReadBig(from, ref at, 4));
            default: throw new InvalidDataException($"a reply holds 0x{head:x2}");
        }
    }

    private static Dictionary<string, object?> ReadMap(byte[] from, ref int at, int count)
    {
        var map = new Dictionary<string, object?>();
        for (int i = 0; i < count; i++)
        {
            string key = (string)Read(from, ref at)!;
            map.Add(key, Read(from, ref at));
        }

        return map;
    }

    private static string ReadText(byte[] from, ref int at, int length)
    {
        string text = Encoding.UTF8.GetString(from, at, length);
        at += length;
        return text;
    }

    private static ulong ReadBig(byte[] from, ref int at, int bytes)
    {
        ulong value = 0;
        for (int i = 0; i < bytes; i++)
        {
            value = (value << 8) | from[at++];
        }

        return value;
    }
}
