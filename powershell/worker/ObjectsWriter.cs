#nullable enable
using System;
using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace AitherZero.Worker
{
    /// <summary>
    /// What a script writes to its output, as JSON for other jobs: nothing is
    /// null, one object is itself, several are an array, as for a variable that
    /// a script's output is assigned to. Beyond
    /// <see cref="Limits.ObjectsChars"/> nothing is kept, as half of an array
    /// would be another answer. Belongs to the thread that runs jobs.
    /// </summary>
    public sealed class ObjectsWriter
    {
        // Errors are merged into the output, and Format-* makes instructions for
        // the console: neither is what the script means to hand on.
        private const string FormatNamespace = "Microsoft.PowerShell.Commands.Internal.Format";

        private readonly StringBuilder _json = new StringBuilder();
        private int _count;
        private bool _full;

        /// <summary>The JSON; null where it became too long.</summary>
        public string? Json
        {
            get
            {
                if (_full)
                {
                    return null;
                }

                return _count == 0 ? "null" : _count == 1 ? _json.ToString() : "[" + _json + "]";
            }
        }

        /// <summary>Adds an object of the pipeline; never throws for what it holds.</summary>
        public void Add(PSObject? item)
        {
            object? value = item?.BaseObject;
            if (_full || value is ErrorRecord || value?.GetType().Namespace == FormatNamespace)
            {
                return;
            }

            if (_count++ > 0)
            {
                _json.Append(',');
            }

            try
            {
                Write(item, 0);
            }
            catch (Exception failure) when (!(failure is OutOfMemoryException))
            {
                // A collection of its own kind may do anything when it is read.
                _full = true;
            }

            if (_full)
            {
                _json.Clear();
            }
        }

        private void Write(object? value, int depth)
        {
            if (_json.Length > Limits.ObjectsChars)
            {
                _full = true;
                return;
            }

            object? plain = value is PSObject wrapped ? wrapped.BaseObject : value;
            if (plain == null)
            {
                _json.Append("null");
            }
            else if (TextOf(plain) is string text)
            {
                WriteText(text);
            }
            else if (NumberOf(plain) is string number)
            {
                _json.Append(number);
            }
            else if (depth == Limits.ObjectsDepth)
            {
                WriteText(SafeText(plain));
            }
            else if (plain is IDictionary map)
            {
                WriteMap(map, depth);
            }
            else if (IsCollection(plain))
            {
                WriteItems((IEnumerable)plain, depth);
            }
            else
            {
                WriteProperties(PSObject.AsPSObject(value), plain is PSCustomObject, depth);
            }
        }

        /// <summary>What JSON says as text; null for all else.</summary>
        private static string? TextOf(object value)
        {
            switch (value)
            {
                case string text: return text;
                case DateTime time: return time.ToString("o", CultureInfo.InvariantCulture);
                case DateTimeOffset time: return time.ToString("o", CultureInfo.InvariantCulture);
                case byte[] bytes: return Convert.ToBase64String(bytes);
                case double number when double.IsNaN(number) || double.IsInfinity(number):
                    return number.ToString(CultureInfo.InvariantCulture);
                case float number when float.IsNaN(number) || float.IsInfinity(number):
                    return number.ToString(CultureInfo.InvariantCulture);
                case System.Numerics.BigInteger number:
                    return number.ToString(CultureInfo.InvariantCulture);
                case ulong number when number > long.MaxValue:
                    return number.ToString(CultureInfo.InvariantCulture);
                case decimal number when number > long.MaxValue || number < long.MinValue:
                    return number.ToString(CultureInfo.InvariantCulture);
                case char _:
                case Enum _:
                case Guid _:
                case TimeSpan _:
                case Uri _:
                case Version _:
                case Type _:
                case ScriptBlock _:
                case System.Xml.XmlNode _:
                    return value is System.Xml.XmlNode node ? node.OuterXml : value.ToString();
                default: return null;
            }
        }

        private static string? NumberOf(object value)
        {
            switch (value)
            {
                case bool flag: return flag ? "true" : "false";
                case double number: return number.ToString("R", CultureInfo.InvariantCulture);
                case float number: return number.ToString("R", CultureInfo.InvariantCulture);
                case sbyte _:
                case byte _:
                case short _:
                case ushort _:
                case int _:
                case uint _:
                case long _:
                case ulong _:
                case decimal _:
                    return ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);
                default: return null;
            }
        }

        /// <summary>One that has all its items: another sequence may never end, or be gone once it is read.</summary>
        private static bool IsCollection(object value) =>
            value is ICollection
            || (value is IEnumerable
                && Array.Exists(
                    value.GetType().GetInterfaces(),
                    one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(ICollection<>)));

        private void WriteMap(IDictionary map, int depth)
        {
            _json.Append('{');
            bool first = true;
            foreach (DictionaryEntry entry in map)
            {
                WriteMember(SafeText(entry.Key), entry.Value, ref first, depth);
            }

            _json.Append('}');
        }

        private void WriteItems(IEnumerable items, int depth)
        {
            _json.Append('[');
            bool first = true;
            foreach (object? item in items)
            {
                if (!first)
                {
                    _json.Append(',');
                }

                first = false;
                Write(item, depth + 1);
                if (_full)
                {
                    return;
                }
            }

            _json.Append(']');
        }

        /// <summary>
        /// The properties of an object. One of .NET is shown flat: what its
        /// properties hold may lead anywhere, back to itself too, and what
        /// PowerShell adds to it by script may be dear.
        /// </summary>
        private void WriteProperties(PSObject value, bool isCustom, int depth)
        {
            _json.Append('{');
            bool first = true;
            foreach (PSPropertyInfo property in value.Properties)
            {
                bool added = property.MemberType == PSMemberTypes.ScriptProperty || property.MemberType == PSMemberTypes.CodeProperty;
                if (_full || (added && !isCustom))
                {
                    continue;
                }

                object? content = Read(property);
                WriteMember(property.Name, isCustom || property.MemberType == PSMemberTypes.NoteProperty ? content : Flat(content), ref first, depth);
            }

            _json.Append('}');
        }

        private static object? Read(PSPropertyInfo property)
        {
            try
            {
                return property.IsGettable ? property.Value : null;
            }
            catch (Exception failure) when (!(failure is OutOfMemoryException))
            {
                return null;
            }
        }

        private static object? Flat(object? content)
        {
            object? plain = content is PSObject wrapped ? wrapped.BaseObject : content;
            return plain == null || TextOf(plain) != null || NumberOf(plain) != null ? plain : SafeText(plain);
        }

        private void WriteMember(string name, object? value, ref bool first, int depth)
        {
            if (_full)
            {
                return;
            }

            if (!first)
            {
                _json.Append(',');
            }

            first = false;
            WriteText(name);
            _json.Append(':');
            Write(value, depth + 1);
        }

        private static string SafeText(object value)
        {
            try
            {
                return value.ToString() ?? string.Empty;
            }
            catch (Exception failure) when (!(failure is OutOfMemoryException))
            {
                return string.Empty;
            }
        }

        private void WriteText(string text)
        {
            if (_json.Length + text.Length > Limits.ObjectsChars)
            {
                _full = true;
                return;
            }

            _json.Append('"');
            foreach (char c in text)
            {
                switch (c)
                {
                    case '"': _json.Append("\\\""); break;
                    case '\\': _json.Append("\\\\"); break;
                    case '\n': _json.Append("\\n"); break;
                    case '\r': _json.Append("\\r"); break;
                    case '\t': _json.Append("\\t"); break;
                    default:
                        if (c < ' ')
                        {
                            _json.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                        }
                        else
                        {
                            _json.Append(c);
                        }

                        break;
                }
            }

            _json.Append('"');
        }
    }
}
