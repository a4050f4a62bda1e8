using System;
using System.Globalization;
using System.Text;

namespace AitherZero.PowerShell.Utility.Time;

/// <summary>Get-Date's UFormat: the specifiers of date(1), as PowerShell understands them.</summary>
internal static class UnixDateFormat
{
    /// <summary>A specifier that is not known stands for itself; a leading + is left out.</summary>
    public static string Apply(DateTime date, string format)
    {
        var text = new StringBuilder();
        for (int i = format.StartsWith('+') ? 1 : 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                text.Append(format[i]);
                continue;
            }

            char specifier = format[++i];
            text.Append(DotNetFormatOf(specifier) is { } known
                ? date.ToString(known, CultureInfo.CurrentCulture)
                : Compute(date, specifier));
        }

        return text.ToString();
    }

    private static string? DotNetFormatOf(char specifier) => specifier switch
    {
        'A' => "dddd",
        'a' => "ddd",
        'B' => "MMMM",
        'b' or 'h' => "MMM",
        'c' => "ddd dd MMM yyyy HH:mm:ss",
        'D' or 'x' => "MM/dd/yy",
        'd' => "dd",
        'F' => "yyyy-MM-dd",
        'H' => "HH",
        'I' => "hh",
        'M' => "mm",
        'm' => "MM",
        'p' => "tt",
        'R' => "HH:mm",
        'r' => "hh:mm:ss tt",
        'S' => "ss",
        'T' or 'X' => "HH:mm:ss",
        'Y' => "yyyy",
        'y' => "yy",
        'Z' => "zz",
        _ => null,
    };

    /// <summary>Weeks of U and W are whole sevens of days, counted from the first of January.</summary>
    private static string Compute(DateTime date, char specifier)
    {
        CultureInfo culture = CultureInfo.CurrentCulture;
        return specifier switch
        {
            'C' => (date.Year / 100).ToString(culture),
            'e' => date.Day.ToString(culture).PadLeft(2),
            'G' => ISOWeek.GetYear(date).ToString("0000", culture),
            'g' => (ISOWeek.GetYear(date) % 100).ToString("00", culture),
            'j' => date.DayOfYear.ToString("000", culture),
            'k' => date.Hour.ToString(culture).PadLeft(2),
            'l' => date.ToString("%h", culture).PadLeft(2),
            'n' => "\n",
            's' => (date.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds.ToString("0", culture),
            't' => "\t",
            'U' or 'W' => (date.DayOfYear / 7).ToString(culture),
            'u' => (date.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)date.DayOfWeek).ToString(culture),
            'V' => ISOWeek.GetWeekOfYear(date).ToString("00", culture),
            'w' => ((int)date.DayOfWeek).ToString(culture),
            _ => specifier.ToString(),
        };
    }
}
