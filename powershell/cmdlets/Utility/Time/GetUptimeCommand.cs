using System;
using System.Diagnostics;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Uptime: how long the machine runs, in whole seconds, or since when.</summary>
[Cmdlet(VerbsCommon.Get, "Uptime", DefaultParameterSetName = Timespan,
    HelpUri = "https://go.microsoft.com/fwlink/?linkid=834862")]
[OutputType(typeof(TimeSpan), ParameterSetName = [Timespan])]
[OutputType(typeof(DateTime), ParameterSetName = [nameof(Since)])]
public class GetUptimeCommand : PSCmdlet
{
    private const string Timespan = "Timespan";

    /// <summary>The time of the start instead.</summary>
    [Parameter(ParameterSetName = nameof(Since))]
    public SwitchParameter Since { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        TimeSpan uptime = TimeSpan.FromSeconds(Stopwatch.GetTimestamp() / Stopwatch.Frequency);
        WriteObject(ParameterSetName == nameof(Since) ? DateTime.Now - uptime : uptime);
    }
}
