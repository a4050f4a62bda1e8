using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Microsoft.PowerShell.Commands.Engine;
using Microsoft.PowerShell.Commands.Objects;

namespace Microsoft.PowerShell.Commands;

/// <summary>Measure-Object: numbers, bounds or text of objects or of some of their properties.</summary>
[Cmdlet(VerbsDiagnostic.Measure, "Object", DefaultParameterSetName = GenericSet, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096617", RemotingCapability = RemotingCapability.None)]
[OutputType(typeof(GenericMeasureInfo), typeof(TextMeasureInfo), typeof(GenericObjectMeasureInfo))]
public sealed class MeasureObjectCommand : PSCmdlet
{
    private const string GenericSet = "GenericMeasure";
    private const string TextSet = "TextMeasure";

    private readonly Dictionary<string, Measurement> _measured = new(StringComparer.OrdinalIgnoreCase);
    private Measurement? _whole;
    private bool _metOther;

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>Which of their properties; the objects themselves when not given.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public PSPropertyExpression[]? Property { get; set; }

    /// <summary>Measures the spread.</summary>
    [Parameter(ParameterSetName = GenericSet)]
    public SwitchParameter StandardDeviation { get; set; }

    /// <summary>Adds the values.</summary>
    [Parameter(ParameterSetName = GenericSet)]
    public SwitchParameter Sum { get; set; }

    /// <summary>All of the numbers.</summary>
    [Parameter(ParameterSetName = GenericSet)]
    public SwitchParameter AllStats { get; set; }

    /// <summary>The mean.</summary>
    [Parameter(ParameterSetName = GenericSet)]
    public SwitchParameter Average { get; set; }

    /// <summary>The greatest value.</summary>
    [Parameter(ParameterSetName = GenericSet)]
    public SwitchParameter Maximum { get; set; }

    /// <summary>The least value.</summary>
    [Parameter(ParameterSetName = GenericSet)]
    public SwitchParameter Minimum { get; set; }

    /// <summary>Counts lines.</summary>
    [Parameter(ParameterSetName = TextSet)]
    public SwitchParameter Line { get; set; }

    /// <summary>Counts words.</summary>
    [Parameter(ParameterSetName = TextSet)]
    public SwitchParameter Word { get; set; }

    /// <summary>Counts characters.</summary>
    [Parameter(ParameterSetName = TextSet)]
    public SwitchParameter Character { get; set; }

    /// <summary>Characters that are no blanks.</summary>
    [Parameter(ParameterSetName = TextSet)]
    public SwitchParameter IgnoreWhiteSpace { get; set; }

    private bool HasText => ParameterSetName == TextSet;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (AllStats)
        {
            Sum = Average = Maximum = Minimum = StandardDeviation = true;
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is null || InputObject == AutomationNull.Value)
        {
            return;
        }

        if (Property is null)
        {
            Add(_whole ??= new Measurement(), InputObject.BaseObject);
        }
        else
        {
            AddProperties(InputObject);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (Property is null)
        {
            WriteObject(Result(_whole ?? new Measurement(), null));
        }

        foreach ((string name, Measurement measured) in _measured)
        {
            if (measured.Count > 0)
            {
                WriteObject(Result(measured, name));
            }
            else if (IsStrict())
            {
                WriteError(new ErrorRecord(
                    new PSArgumentException(
                        $"Cannot process argument because the value of argument \"{name}\" is not valid. "
                        + $"Change the value of the \"{name}\" argument and run the operation again.",
                        name),
                    HasText ? "TextMeasurePropertyNotFound" : "GenericMeasurePropertyNotFound", ErrorCategory.ObjectNotFound, null));
            }
        }
    }

    /// <summary>A name that is not there is remembered, to be reported if no object has it.</summary>
    private void AddProperties(PSObject one)
    {
        var counted = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (PSPropertyExpression property in Property!)
        {
            List<PSPropertyExpression> found = property.ResolveNames(one);
            if (found.Count == 0 && !property.HasWildCardCharacters)
            {
                MeasurementOf(property.ToString());
            }

            foreach (PSPropertyExpression resolved in found)
            {
                string name = resolved.ToString();
                if (counted.Contains(name) || resolved.GetValues(one) is not [PSPropertyExpressionResult result, ..])
                {
                    continue;
                }

                Add(MeasurementOf(name), result.Result);
                counted.Add(name);
            }
        }
    }

    private Measurement MeasurementOf(string name)
    {
        if (!_measured.TryGetValue(name, out Measurement? measured))
        {
            _measured[name] = measured = new Measurement();
        }

        return measured;
    }

    private void Add(Measurement measured, object? value)
    {
        measured.Count++;
        if (HasText)
        {
            measured.AddText(value?.ToString() ?? string.Empty, IgnoreWhiteSpace);
        }

        if (Sum || Average || StandardDeviation)
        {
            if (!LanguagePrimitives.TryConvertTo(value, out double number))
            {
                _metOther = true;
                WriteError(new ErrorRecord(
                    new PSInvalidOperationException($"Input object \"{value}\" is not numeric."),
                    "NonNumericInputObject", ErrorCategory.InvalidType, value));
                return;
            }

            measured.AddNumber(number);
        }

        if (Minimum)
        {
            measured.AddBound(value, least: true);
        }

        if (Maximum)
        {
            measured.AddBound(value, least: false);
        }
    }

    private MeasureInfo Result(Measurement measured, string? property)
    {
        if (HasText)
        {
            return new TextMeasureInfo
            {
                Property = property,
                Lines = Line ? measured.Lines : null,
                Words = Word ? measured.Words : null,
                Characters = Character ? measured.Characters : null,
            };
        }

        bool numbers = IsNumber(measured.Minimum) && IsNumber(measured.Maximum);
        return numbers ? NumberResult(measured, property) : ObjectResult(measured, property);
    }

    private GenericMeasureInfo NumberResult(Measurement measured, string? property) => new()
    {
        Property = property,
        Count = measured.Count,
        Sum = SumOf(measured),
        Average = AverageOf(measured),
        StandardDeviation = StandardDeviation && !_metOther ? measured.StandardDeviation : null,
        Maximum = NumberOf(measured.Maximum),
        Minimum = NumberOf(measured.Minimum),
    };

    private GenericObjectMeasureInfo ObjectResult(Measurement measured, string? property) => new()
    {
        Property = property,
        Count = measured.Count,
        Sum = SumOf(measured),
        Average = AverageOf(measured),
        Maximum = measured.Maximum,
        Minimum = measured.Minimum,
    };

    private double? SumOf(Measurement measured) => Sum && !_metOther ? measured.Sum : null;

    private double? AverageOf(Measurement measured) =>
        Average && !_metOther && measured.Count > 0 ? measured.Sum / measured.Count : null;

    private static bool IsNumber(object? value) => value is null || LanguagePrimitives.TryConvertTo(value, out double _);

    private static double? NumberOf(object? value) => value is null ? null : LanguagePrimitives.ConvertTo<double>(value);

    private bool IsStrict() =>
        EngineMembers.Call(EngineMembers.Get(this, "Context")!, "IsStrictVersion", 2) is true;
}
