using System;
using System.Management.Automation;
using System.Threading;

namespace Microsoft.PowerShell.Commands;

/// <summary>Start-Sleep: waits, and stops waiting at once when the pipeline is stopped.</summary>
[Cmdlet(VerbsLifecycle.Start, "Sleep", DefaultParameterSetName = BySeconds,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097041")]
public sealed class StartSleepCommand : PSCmdlet, IDisposable
{
    private const string BySeconds = "Seconds";
    private const string ByMilliseconds = "Milliseconds";
    private const string ByTimeSpan = "FromTimeSpan";

    private readonly ManualResetEventSlim _stopped = new();

    /// <summary>How long, in seconds.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = BySeconds,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0.0, (double)(int.MaxValue / 1000))]
    public double Seconds { get; set; }

    /// <summary>How long, in milliseconds.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByMilliseconds, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("ms")]
    public int Milliseconds { get; set; }

    /// <summary>How long.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = ByTimeSpan,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateRange(ValidateRangeKind.NonNegative)]
    [Alias("ts")]
    public TimeSpan Duration { get; set; }

    /// <inheritdoc/>
    public void Dispose() => _stopped.Dispose();

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        int duration = ParameterSetName switch
        {
            BySeconds => (int)(Seconds * 1000),
            ByMilliseconds => Milliseconds,
            _ => DurationInMilliseconds(),
        };
        _stopped.Wait(duration);
    }

    /// <inheritdoc/>
    protected override void StopProcessing() => _stopped.Set();

    private int DurationInMilliseconds()
    {
        double milliseconds = Duration.TotalMilliseconds;
        if (milliseconds > int.MaxValue)
        {
            var problem = new PSArgumentException(
                $"The '-Duration' parameter value must not exceed '{TimeSpan.FromMilliseconds(int.MaxValue)}', "
                + $"provided value was '{Duration}'.", nameof(Duration));
            ThrowTerminatingError(new ErrorRecord(
                problem, "MaximumDurationExceeded", ErrorCategory.InvalidArgument, null));
        }

        return (int)milliseconds;
    }
}
