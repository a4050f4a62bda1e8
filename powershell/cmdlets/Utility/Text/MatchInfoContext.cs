using System;

namespace Microsoft.PowerShell.Commands;

/// <summary>The lines around a line that Select-String found.</summary>
public sealed class MatchInfoContext : ICloneable
{
    internal MatchInfoContext()
    {
    }

    /// <summary>The lines before.</summary>
    public string[] PreContext { get; set; } = [];

    /// <summary>The lines after.</summary>
    public string[] PostContext { get; set; } = [];

    /// <summary>The lines before that no earlier match has shown.</summary>
    public string[] DisplayPreContext { get; set; } = [];

    /// <summary>The lines after up to the next match.</summary>
    public string[] DisplayPostContext { get; set; } = [];

    /// <inheritdoc/>
    public object Clone() => new MatchInfoContext
    {
        PreContext = [.. PreContext],
        PostContext = [.. PostContext],
        DisplayPreContext = [.. DisplayPreContext],
        DisplayPostContext = [.. DisplayPostContext],
    };
}
