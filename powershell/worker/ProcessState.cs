#nullable enable
using System;
using System.Collections;
using System.Globalization;
using System.IO;
using System.Threading;

namespace AitherZero.Worker
{
    /// <summary>
    /// What a job can change for the whole process, taken before it and put
    /// back after: environment, current directory, [Console]'s writers and
    /// reader, culture. Used on the thread that runs jobs.
    /// </summary>
    internal sealed class ProcessState
    {
        private readonly IDictionary _environment = Environment.GetEnvironmentVariables();
        private readonly string _directory = Environment.CurrentDirectory;
        private readonly TextWriter _out = Console.Out;
        private readonly TextWriter _error = Console.Error;
        private readonly CultureInfo _culture = Thread.CurrentThread.CurrentCulture;
        private readonly CultureInfo _uiCulture = Thread.CurrentThread.CurrentUICulture;

        /// <summary>Adds to the environment; null removes.</summary>
        public static void ApplyEnvironment(Hashtable changes)
        {
            foreach (DictionaryEntry change in changes)
            {
                Environment.SetEnvironmentVariable((string)change.Key, (string?)change.Value);
            }
        }

        public void Restore()
        {
            RestoreEnvironment();
            Environment.CurrentDirectory = _directory;
            Console.SetOut(_out);
            Console.SetError(_error);
            Thread.CurrentThread.CurrentCulture = _culture;
            Thread.CurrentThread.CurrentUICulture = _uiCulture;
        }

        private void RestoreEnvironment()
        {
            IDictionary now = Environment.GetEnvironmentVariables();
            foreach (DictionaryEntry entry in now)
            {
                if (!_environment.Contains(entry.Key))
                {
                    Environment.SetEnvironmentVariable((string)entry.Key, null);
                }
            }

            foreach (DictionaryEntry entry in _environment)
            {
                if (!Equals(now[entry.Key], entry.Value))
                {
                    Environment.SetEnvironmentVariable((string)entry.Key, (string?)entry.Value);
                }
            }
        }
    }
}
