namespace Microsoft.PowerShell.Commands;

/// <summary>What Measure-Object found; the engine's views name these types.</summary>
public abstract class MeasureInfo
{
    /// <summary>The property that was measured; null for the objects themselves.</summary>
    public string? Property { get; set; }
}

/// <summary>Of numbers.</summary>
public sealed class GenericMeasureInfo : MeasureInfo
{
    /// <summary>How many.</summary>
    public int Count { get; set; }

    /// <summary>Null where not asked for, as all below.</summary>
    public double? Average { get; set; }

    /// <summary>All together.</summary>
    public double? Sum { get; set; }

    /// <summary>The greatest.</summary>
    public double? Maximum { get; set; }

    /// <summary>The least.</summary>
    public double? Minimum { get; set; }

    /// <summary>How far they spread.</summary>
    public double? StandardDeviation { get; set; }
}

/// <summary>Of whatever can be compared.</summary>
public sealed class GenericObjectMeasureInfo : MeasureInfo
{
    /// <summary>How many.</summary>
    public int Count { get; set; }

    /// <summary>Null where not asked for, as all below.</summary>
    public double? Average { get; set; }

    /// <summary>All together.</summary>
    public double? Sum { get; set; }

    /// <summary>The greatest.</summary>
    public object? Maximum { get; set; }

    /// <summary>The least.</summary>
    public object? Minimum { get; set; }

    /// <summary>How far they spread.</summary>
    public double? StandardDeviation { get; set; }
}

/// <summary>Of text.</summary>
public sealed class TextMeasureInfo : MeasureInfo
{
    /// <summary>Null where not asked for, as all below.</summary>
    public int? Lines { get; set; }

    /// <summary>How many words.</summary>
    public int? Words { get; set; }

    /// <summary>How many characters.</summary>
    public int? Characters { get; set; }
}
