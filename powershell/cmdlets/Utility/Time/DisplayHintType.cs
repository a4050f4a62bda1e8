namespace Microsoft.PowerShell.Commands;

/// <summary>What a date shows when it is written out; the engine's views look at it.</summary>
public enum DisplayHintType
{
    /// <summary>The day.</summary>
    Date,

    /// <summary>The time of day.</summary>
    Time,

    /// <summary>Both.</summary>
    DateTime,
}
