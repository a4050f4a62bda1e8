using System;

namespace Microsoft.PowerShell.Commands;

/// <summary>What a cmdlet could not do with a process.</summary>
public class ProcessCommandException : SystemException
{
    /// <summary>Made by the cmdlets.</summary>
    public ProcessCommandException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>The process, or the name that was looked for.</summary>
    public string ProcessName { get; set; } = string.Empty;
}
