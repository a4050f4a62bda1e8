using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using AitherZero.PowerShell.Utility.Values;

namespace Microsoft.PowerShell.Commands;

/// <summary>Random numbers, or random items of a list.</summary>
public class GetRandomCommandBase : PSCmdlet
{
    private protected const string NumberSet = "RandomNumberParameterSet";
    private const string ItemSet = "RandomListItemParameterSet";
    private const string ShuffleSet = "ShuffleParameterSet";

    private readonly List<object?> _chosen = [];
    private RandomSource _random = new();
    private int _processed;

    /// <summary>Larger than any number to come, or the list.</summary>
    [Parameter(ParameterSetName = NumberSet, Position = 0)]
    public object? Maximum { get; set; }

    /// <summary>The smallest number to come.</summary>
    [Parameter(ParameterSetName = NumberSet)]
    public object? Minimum { get; set; }

    /// <summary>The list.</summary>
    [Parameter(ParameterSetName = ItemSet, ValueFromPipeline = true, Position = 0, Mandatory = true)]
    [Parameter(ParameterSetName = ShuffleSet, ValueFromPipeline = true, Position = 0, Mandatory = true)]
    [AllowNull]
    public object?[]? InputObject { get; set; }

    /// <summary>How many.</summary>
    [Parameter(ParameterSetName = NumberSet)]
    [Parameter(ParameterSetName = ItemSet)]
    [ValidateRange(1, int.MaxValue)]
    public int Count { get; set; } = 1;

    /// <summary>The whole list in a random order.</summary>
    [Parameter(ParameterSetName = ShuffleSet, Mandatory = true)]
    public SwitchParameter Shuffle { get; set; }

    /// <summary>A list as the only argument is one to choose from, though Maximum is bound to it.</summary>
    private bool IsNumber => ParameterSetName == NumberSet && !(Maximum is object?[] or PSObject { BaseObject: object?[] });

    private protected void Use(RandomSource random) => _random = random;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (IsNumber)
        {
            WriteNumbers(Operand(Maximum), Operand(Minimum));
        }
        else if (ParameterSetName == NumberSet)
        {
            InputObject = (object?[])(Maximum is PSObject wrapped ? wrapped.BaseObject : Maximum!);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (IsNumber)
        {
            return;
        }

        foreach (object? item in InputObject ?? [null])
        {
            _processed++;
            if (Shuffle || _processed <= Count)
            {
                _chosen.Add(item);
            }
            else if (_random.Next(0, _processed) < Count)
            {
                // Each item so far has the same chance to be among the chosen.
                _chosen[_random.Next(0, _chosen.Count)] = item;
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (IsNumber)
        {
            return;
        }

        for (int i = 0; i < _chosen.Count; i++)
        {
            int other = _random.Next(i, _chosen.Count);
            (_chosen[i], _chosen[other]) = (_chosen[other], _chosen[i]);
            WriteObject(_chosen[i]);
        }
    }

    private void WriteNumbers(object? maximum, object? minimum)
    {
        if (maximum is null or int && minimum is null or int)
        {
            WriteNumbers((int?)minimum ?? 0, (int?)maximum ?? int.MaxValue, _random.Next);
        }
        else if (maximum is null or int or long && minimum is null or int or long)
        {
            WriteNumbers(
                minimum is null ? 0L : Convert.ToInt64(minimum, CultureInfo.InvariantCulture),
                maximum is null ? long.MaxValue : Convert.ToInt64(maximum, CultureInfo.InvariantCulture),
                _random.Next);
        }
        else
        {
            WriteNumbers(ToDouble(minimum) ?? 0.0, ToDouble(maximum) ?? double.MaxValue, _random.Next);
        }
    }

    private void WriteNumbers<T>(T minimum, T maximum, Func<T, T, T> next)
        where T : IComparable<T>
    {
        if (minimum.CompareTo(maximum) >= 0)
        {
            var problem = new ArgumentException(
                $"The Minimum value ({minimum}) cannot be greater than or equal to the Maximum value ({maximum}).");
            ThrowTerminatingError(new ErrorRecord(
                problem, "MinGreaterThanOrEqualMax", ErrorCategory.InvalidArgument, null));
        }

        for (int i = 0; i < Count; i++)
        {
            WriteObject(next(minimum, maximum));
        }
    }

    /// <summary>Text is the number that a script would read.</summary>
    private static object? Operand(object? value)
    {
        object? inner = value is PSObject wrapped ? wrapped.BaseObject : value;
        if (inner is not string text)
        {
            return inner;
        }

        return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long large) ? large
            : LanguagePrimitives.ConvertTo(text, typeof(double), CultureInfo.InvariantCulture);
    }

    private static double? ToDouble(object? value) => value is null
        ? null
        : (double)LanguagePrimitives.ConvertTo(value, typeof(double), CultureInfo.InvariantCulture);
}
