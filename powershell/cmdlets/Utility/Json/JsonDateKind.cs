namespace Microsoft.PowerShell.Commands;

/// <summary>What ConvertFrom-Json makes of text that looks like a date.</summary>
public enum JsonDateKind
{
    /// <summary>A date that is UTC, local or neither, as the text says.</summary>
    Default,

    /// <summary>A local date.</summary>
    Local,

    /// <summary>A date in UTC.</summary>
    Utc,

    /// <summary>A date that keeps its offset from UTC.</summary>
    Offset,

    /// <summary>The text.</summary>
    String,
}
