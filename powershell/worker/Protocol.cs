#nullable enable
using System;
using System.Collections;
using System.IO;

namespace AitherZero.Worker
{
    /// <summary>Names of docs/design/worker-protocol.md. Never change a meaning without a new version.</summary>
    internal static class Protocol
    {
        public const int Version = 1;

        public const string Completed = "completed";
        public const string Failed = "failed";
        public const string Stopped = "stopped";
        public const string Skipped = "skipped";

        public const string Output = "output";
        public const string Error = "error";
        public const string Warning = "warning";
        public const string Verbose = "verbose";
        public const string Debug = "debug";
        public const string Information = "information";
        public const string Progress = "progress";
    }

    /// <summary>A message from the agent. A type that this version does not know is a plain <see cref="Message"/>.</summary>
    internal class Message
    {
        /// <summary>Checks a decoded body; throws <see cref="InvalidDataException"/> where it breaks the protocol.</summary>
        public static Message From(object? body)
        {
            if (!(body is Hashtable map) || !(map["type"] is string type))
            {
                throw new InvalidDataException("a message is not a map with a type");
            }

            switch (type)
            {
                case "run": return new RunMessage(map);
                case "stop": return new StopMessage(map);
                default: return new Message();
            }
        }

        protected static ulong IdOf(Hashtable map)
        {
            switch (map["id"])
            {
                case int id when id >= 0: return (ulong)id;
                case long id when id >= 0: return (ulong)id;
                case ulong id: return id;
                default: throw new InvalidDataException("a message has no id");
            }
        }
    }

    /// <summary>Stop the job with this id.</summary>
    internal sealed class StopMessage : Message
    {
        public StopMessage(Hashtable map) => Id = IdOf(map);

        public ulong Id { get; }
    }

    /// <summary>Run a script. Immutable but for the values, which the script then owns.</summary>
    internal sealed class RunMessage : Message
    {
        public RunMessage(Hashtable map)
        {
            Id = IdOf(map);
            Script = map["script"] as string ?? throw Missing("script");
            Directory = map["cwd"] as string ?? throw Missing("cwd");
            Parameters = OptionalMap(map, "parameters");
            Environment = OptionalMap(map, "env");
            Arguments = OptionalArray(map, "arguments");
            Condition = map["condition"] as string ?? string.Empty;
            Variables = OptionalMap(map, "variables");
            ConditionPlace = map["conditionPlace"] as string ?? string.Empty;
            Jobs = Pairs(OptionalArray(map, "jobs"), "jobs");
            Outputs = OptionalMap(map, "outputs");
            CheckTextKeys(Variables, "variables");
            CheckTextKeys(Parameters, "parameters");
            CheckTextKeys(Environment, "env");
            foreach (object? value in Environment.Values)
            {
                if (value != null && !(value is string))
                {
                    throw new InvalidDataException("a value of env is not text");
                }
            }
        }

        public ulong Id { get; }

        /// <summary>Absolute path of the script; empty to evaluate the condition alone.</summary>
        public string Script { get; }

        /// <summary>Absolute path of the folder that the job starts in.</summary>
        public string Directory { get; }

        public Hashtable Parameters { get; }

        public object?[] Arguments { get; }

        /// <summary>PowerShell that says whether the script runs; empty: it does.</summary>
        public string Condition { get; }

        /// <summary>Where people find the condition; may be empty.</summary>
        public string ConditionPlace { get; }

        /// <summary>What the condition sees, by name.</summary>
        public Hashtable Variables { get; }

        /// <summary>The status of each job that this one needs, by its id.</summary>
        public Hashtable Jobs { get; }

        /// <summary>What those wrote, where the condition asks for it.</summary>
        public Hashtable Outputs { get; }

        /// <summary>Name → text, or null to remove the variable.</summary>
        public Hashtable Environment { get; }

        private static Hashtable OptionalMap(Hashtable map, string key)
        {
            object? value = map[key];
            if (value == null)
            {
                return new Hashtable();
            }

            return value as Hashtable ?? throw new InvalidDataException(key + " is not a map");
        }

        private static object?[] OptionalArray(Hashtable map, string key)
        {
            object? value = map[key];
            if (value == null)
            {
                return Array.Empty<object?>();
            }

            return value as object?[] ?? throw new InvalidDataException(key + " is not an array");
        }

        /// <summary>A list of name, text, name, text as a map.</summary>
        private static Hashtable Pairs(object?[] list, string key)
        {
            var map = new Hashtable();
            for (int i = 0; i < list.Length; i += 2)
            {
                if (i + 1 == list.Length || !(list[i] is string name) || !(list[i + 1] is string text))
                {
                    throw new InvalidDataException(key + " is no list of pairs of texts");
                }

                map[name] = text;
            }

            return map;
        }

        private static void CheckTextKeys(Hashtable map, string key)
        {
            foreach (object name in map.Keys)
            {
                if (!(name is string text) || text.Length == 0)
                {
                    throw new InvalidDataException("a key of " + key + " is not text");
                }
            }
        }

        private static InvalidDataException Missing(string key) => new InvalidDataException("run has no " + key);
    }
}
