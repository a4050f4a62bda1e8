using System;

namespace Microsoft.PowerShell.Commands;

/// <summary>What Write-Error reports when it is given a text alone.</summary>
public class WriteErrorException : SystemException
{
    /// <summary>Without a text.</summary>
    public WriteErrorException()
        : base("\"The Write-Error cmdlet reported an error.\"")
    {
    }

    /// <summary>With the caller's text.</summary>
    public WriteErrorException(string? message)
        : base(message)
    {
    }

    /// <summary>With the caller's text and a cause.</summary>
    public WriteErrorException(string? message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
