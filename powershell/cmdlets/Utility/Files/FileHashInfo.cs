namespace Microsoft.PowerShell.Commands;

/// <summary>The hash of a file; the engine has a view for it.</summary>
public class FileHashInfo
{
    /// <summary>In capitals.</summary>
    public string? Algorithm { get; set; }

    /// <summary>Hexadecimal, in capitals.</summary>
    public string? Hash { get; set; }

    /// <summary>Empty for a stream.</summary>
    public string? Path { get; set; }
}
