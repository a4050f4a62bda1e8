using System;
using System.Globalization;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands.Objects;

/// <summary>What adds up while values of one property go by.</summary>
internal sealed class Measurement
{
    private double _mean;
    private double _squares;
    private int _numbers;

    internal int Count { get; set; }

    internal double Sum { get; private set; }

    internal object? Minimum { get; private set; }

    internal object? Maximum { get; private set; }

    internal int Lines { get; private set; }

    internal int Words { get; private set; }

    internal int Characters { get; private set; }

    /// <summary>Of a sample; 0 for a single number.</summary>
    internal double StandardDeviation => _numbers > 1 ? Math.Sqrt(_squares / (_numbers - 1)) : 0;

    internal void AddNumber(double number)
    {
        Sum += number;
        _numbers++;
        double before = number - _mean;
        _mean += before / _numbers;
        _squares += before * (number - _mean);
    }

    internal void AddBound(object? value, bool least)
    {
        if (least)
        {
            Minimum = Beyond(value, Minimum, sign: 1);
        }
        else
        {
            Maximum = Beyond(value, Maximum, sign: -1);
        }
    }

    internal void AddText(string text, bool skipWhiteSpace)
    {
        Lines += LinesOf(text);
        bool inWord = false;
        foreach (char character in text)
        {
            bool blank = char.IsWhiteSpace(character);
            Words += !blank && !inWord ? 1 : 0;
            inWord = !blank;
            Characters += blank && skipWhiteSpace ? 0 : 1;
        }
    }

    /// <summary>The last line counts even without an end.</summary>
    private static int LinesOf(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        int ends = text.AsSpan().Count('\n');
        return text[^1] == '\n' ? ends : ends + 1;
    }

    /// <summary>Numbers are compared as such, values of two kinds by their text.</summary>
    private static object? Beyond(object? value, object? bound, int sign)
    {
        object? one = AsNumber(bound);
        object? two = AsNumber(value);
        if (one is null)
        {
            return value;
        }

        if (two is not null && one.GetType() != two.GetType())
        {
            one = PSObject.AsPSObject(one).ToString();
            two = PSObject.AsPSObject(two).ToString();
        }

        int order = LanguagePrimitives.Compare(one, two, ignoreCase: false, CultureInfo.CurrentCulture);
        return Math.Sign(order) == sign ? value : bound;
    }

    private static object? AsNumber(object? value) =>
        value is not null && LanguagePrimitives.TryConvertTo(value, out double number) ? number : value;
}
