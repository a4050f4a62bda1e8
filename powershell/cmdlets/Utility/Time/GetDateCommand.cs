using System;
using System.Globalization;
using System.Management.Automation;
using AitherZero.PowerShell.Utility.Time;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Date: now, or a date with some parts replaced, as an object or as text.</summary>
[Cmdlet(VerbsCommon.Get, "Date", DefaultParameterSetName = DateAndFormat,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097028")]
[OutputType(typeof(string), ParameterSetName = [DateAndFormat, DateAndUFormat])]
[OutputType(typeof(DateTime))]
public sealed class GetDateCommand : Cmdlet
{
    private const string DateAndFormat = "DateAndFormat";
    private const string DateAndUFormat = "DateAndUFormat";
    private const string UnixTimeAndFormat = "UnixTimeSecondsAndFormat";
    private const string UnixTimeAndUFormat = "UnixTimeSecondsAndUFormat";

    private DateTime? _date;
    private long? _unixTime;
    private int? _year;
    private int? _month;
    private int? _day;
    private int? _hour;
    private int? _minute;
    private int? _second;
    private int? _millisecond;

    /// <summary>The date to show; now when absent.</summary>
    [Parameter(ParameterSetName = DateAndFormat, Position = 0,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = DateAndUFormat, Position = 0,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LastWriteTime")]
    public DateTime Date
    {
        get => _date ?? default;
        set => _date = value;
    }

    /// <summary>Seconds since 1970, in UTC.</summary>
    [Parameter(ParameterSetName = UnixTimeAndFormat, Mandatory = true)]
    [Parameter(ParameterSetName = UnixTimeAndUFormat, Mandatory = true)]
    [Alias("UnixTime")]
    public long UnixTimeSeconds
    {
        get => _unixTime ?? 0;
        set => _unixTime = value;
    }

    /// <summary>Replaces the year.</summary>
    [Parameter]
    [ValidateRange(1, 9999)]
    public int Year
    {
        get => _year ?? 0;
        set => _year = value;
    }

    /// <summary>Replaces the month.</summary>
    [Parameter]
    [ValidateRange(1, 12)]
    public int Month
    {
        get => _month ?? 0;
        set => _month = value;
    }

    /// <summary>Replaces the day of the month.</summary>
    [Parameter]
    [ValidateRange(1, 31)]
    public int Day
    {
        get => _day ?? 0;
        set => _day = value;
    }

    /// <summary>Replaces the hour.</summary>
    [Parameter]
    [ValidateRange(0, 23)]
    public int Hour
    {
        get => _hour ?? 0;
        set => _hour = value;
    }

    /// <summary>Replaces the minute.</summary>
    [Parameter]
    [ValidateRange(0, 59)]
    public int Minute
    {
        get => _minute ?? 0;
        set => _minute = value;
    }

    /// <summary>Replaces the second.</summary>
    [Parameter]
    [ValidateRange(0, 59)]
    public int Second
    {
        get => _second ?? 0;
        set => _second = value;
    }

    /// <summary>Replaces the millisecond and drops what is finer.</summary>
    [Parameter]
    [ValidateRange(0, 999)]
    public int Millisecond
    {
        get => _millisecond ?? 0;
        set => _millisecond = value;
    }

    /// <summary>What the object shows when it is written out.</summary>
    [Parameter(ParameterSetName = DateAndFormat)]
    [Parameter(ParameterSetName = UnixTimeAndFormat)]
    public DisplayHintType DisplayHint { get; set; } = DisplayHintType.DateTime;

    /// <summary>Text in the format of date(1).</summary>
    [Parameter(ParameterSetName = DateAndUFormat, Mandatory = true)]
    [Parameter(ParameterSetName = UnixTimeAndUFormat, Mandatory = true)]
    public string? UFormat { get; set; }

    /// <summary>Text in a format of .NET, or of file names.</summary>
    [Parameter(ParameterSetName = DateAndFormat)]
    [Parameter(ParameterSetName = UnixTimeAndFormat)]
    [ArgumentCompletions("FileDate", "FileDateUniversal", "FileDateTime", "FileDateTimeUniversal")]
    public string? Format { get; set; }

    /// <summary>In UTC.</summary>
    [Parameter]
    public SwitchParameter AsUTC { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        DateTime date = WithParts(_date
            ?? (_unixTime is { } seconds
                ? DateTimeOffset.FromUnixTimeSeconds(seconds).LocalDateTime
                : DateTime.Now));
        if (AsUTC)
        {
            date = date.ToUniversalTime();
        }

        if (UFormat is not null)
        {
            WriteObject(UnixDateFormat.Apply(date, UFormat));
        }
        else if (Format is not null)
        {
            WriteObject(Formatted(date, Format));
        }
        else
        {
            var result = new PSObject(date);
            result.Properties.Add(new PSNoteProperty("DisplayHint", DisplayHint));
            WriteObject(result);
        }
    }

    /// <summary>One part after the other, so that a day that the month lacks goes over into the next.</summary>
    private DateTime WithParts(DateTime date)
    {
        date = _year is null ? date : date.AddYears(Year - date.Year);
        date = _month is null ? date : date.AddMonths(Month - date.Month);
        date = _day is null ? date : date.AddDays(Day - date.Day);
        date = _hour is null ? date : date.AddHours(Hour - date.Hour);
        date = _minute is null ? date : date.AddMinutes(Minute - date.Minute);
        date = _second is null ? date : date.AddSeconds(Second - date.Second);
        if (_millisecond is not null)
        {
            date = date.AddMilliseconds(Millisecond - date.Millisecond);
            date = date.AddTicks(-(date.Ticks % TimeSpan.TicksPerMillisecond));
        }

        return date;
    }

    private static string Formatted(DateTime date, string format)
    {
        (DateTime shown, string text) = format.ToLowerInvariant() switch
        {
            "filedate" => (date, "yyyyMMdd"),
            "filedateuniversal" => (date.ToUniversalTime(), "yyyyMMddZ"),
            "filedatetime" => (date, "yyyyMMddTHHmmssffff"),
            "filedatetimeuniversal" => (date.ToUniversalTime(), "yyyyMMddTHHmmssffffZ"),
            _ => (date, format),
        };
        return shown.ToString(text, CultureInfo.CurrentCulture);
    }
}
