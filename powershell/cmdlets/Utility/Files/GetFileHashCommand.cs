using System;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Security.Cryptography;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-FileHash.</summary>
[Cmdlet(VerbsCommon.Get, "FileHash", DefaultParameterSetName = ByPath,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkId=517145")]
[OutputType(typeof(FileHashInfo))]
public class GetFileHashCommand : HashCmdletBase
{
    private const string ByPath = "Path";
    private const string ByLiteralPath = "LiteralPath";
    private const string ByStream = "StreamParameterSet";

    /// <summary>Files; wildcards are fine.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByPath, Position = 0,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>Files as they are called.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByLiteralPath, Position = 0,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => Path;
        set => Path = value;
    }

    /// <summary>Read to its end.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByStream, Position = 0)]
    public Stream? InputStream { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByStream)
        {
            return;
        }

        foreach (string path in ResolvePaths())
        {
            HashFile(path);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ParameterSetName == ByStream)
        {
            Write(InputStream!, "");
        }
    }

    /// <summary>Wildcards that match nothing are no error.</summary>
    private List<string> ResolvePaths()
    {
        var paths = new List<string>();
        foreach (string path in Path)
        {
            if (ParameterSetName == ByLiteralPath)
            {
                paths.Add(GetUnresolvedProviderPathFromPSPath(path));
                continue;
            }

            try
            {
                paths.AddRange(GetResolvedProviderPathFromPSPath(path, out _));
            }
            catch (ItemNotFoundException problem)
            {
                if (!WildcardPattern.ContainsWildcardCharacters(path))
                {
                    WriteError(new ErrorRecord(problem, "FileNotFound", ErrorCategory.ObjectNotFound, path));
                }
            }
        }

        return paths;
    }

    private void HashFile(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            Write(file, path);
        }
        catch (FileNotFoundException problem)
        {
            WriteError(new ErrorRecord(problem, "FileNotFound", ErrorCategory.ObjectNotFound, path));
        }
        catch (UnauthorizedAccessException problem)
        {
            WriteError(new ErrorRecord(problem, "UnauthorizedAccessError", ErrorCategory.InvalidData, path));
        }
        catch (IOException problem)
        {
            WriteError(new ErrorRecord(problem, "FileReadError", ErrorCategory.ReadError, path));
        }
    }

    private void Write(Stream content, string path)
    {
        byte[] hash = CryptographicOperations.HashData(new HashAlgorithmName(Algorithm), content);
        WriteObject(new FileHashInfo { Algorithm = Algorithm, Hash = Convert.ToHexString(hash), Path = path });
    }
}
