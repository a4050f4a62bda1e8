#nullable enable
using System;
using System.Collections;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Text.RegularExpressions;

namespace AitherZero.Worker
{
    /// <summary>
    /// The condition of a job: PowerShell that says whether the job runs. It
    /// sees the job's variables by their names, $Jobs['0407'].Status of the
    /// jobs that it needs, and the functions always, failure and success, also
    /// written with (). What it sets is gone when the script begins.
    /// </summary>
    internal sealed class Condition
    {
        // `always()` is no PowerShell; people write it so all the same.
        private static readonly Regex Calls = new Regex(
            @"(?<![\w$.:-])(always|failure|success)\s*\(\s*\)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

        // Every failure ends the evaluation: a condition is never guessed.
        private const string Evaluation = @"
param($__text, $__variables, $__jobs)
$ErrorActionPreference = 'Stop'
$Jobs = $__jobs
function always { $true }
function failure { [bool]@($Jobs.Values | Where-Object { $_.Status -in 'failed', 'timed_out', 'lost' }) }
function success { -not (failure) }
foreach ($__name in $__variables.Keys) { Set-Variable -Name $__name -Value $__variables[$__name] -Force }
. ([scriptblock]::Create($__text))";

        private readonly string _text;
        private readonly Hashtable _variables;
        private readonly Hashtable _jobs;

        public Condition(string text, Hashtable variables, Hashtable statuses, Hashtable outputs)
        {
            _text = Calls.Replace(text, "($1)");
            _variables = variables;
            _jobs = new Hashtable(StringComparer.OrdinalIgnoreCase);
            foreach (DictionaryEntry status in statuses)
            {
                var job = new PSObject();
                job.Properties.Add(new PSNoteProperty("Status", status.Value));
                job.Properties.Add(new PSNoteProperty("Output", outputs[status.Key]));
                _jobs[status.Key] = job;
            }
        }

        /// <summary>
        /// Adds the evaluation to a shell; its scope is its own. What the shell
        /// then gives back is for <see cref="IsTrue"/>.
        /// </summary>
        public void AddTo(PowerShell shell)
        {
            shell.AddScript(Evaluation, true).AddArgument(_text).AddArgument(_variables).AddArgument(_jobs);
        }

        /// <summary>As PowerShell's `if` takes the objects of a pipeline.</summary>
        public static bool IsTrue(Collection<PSObject> results)
        {
            switch (results.Count)
            {
                case 0: return false;
                case 1: return LanguagePrimitives.IsTrue(results[0]);
                default: return true;
            }
        }
    }
}
