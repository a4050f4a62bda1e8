using System;
using System.Collections.ObjectModel;
using System.IO;
using System.Management.Automation;
using System.Text;

namespace AitherZero.PowerShell.Utility.Files;

/// <summary>
/// A file that Out-File or Export-Csv writes, opened with their rules:
/// a path may have wildcards that name one file, Force writes to a read-only
/// file and leaves it read-only.
/// </summary>
internal sealed class OutputFile : IDisposable
{
    private readonly FileInfo? _readOnly;

    private OutputFile(StreamWriter writer, FileInfo? readOnly)
    {
        Writer = writer;
        _readOnly = readOnly;
    }

    public StreamWriter Writer { get; }

    /// <summary>Opens the file, or ends the cmdlet with PowerShell's error.</summary>
    public static OutputFile Open(PSCmdlet cmdlet, OutputFileOptions options)
    {
        string path = Resolve(cmdlet, options.Path, options.IsLiteral);
        FileInfo? readOnly = options.Force && (options.Append || !options.NoClobber) ? MakeWritable(path) : null;
        if (!options.Force && options.NoClobber && File.Exists(path))
        {
            throw Exists(cmdlet, path);
        }

        try
        {
            FileMode mode = options.Append ? FileMode.Append
                : options.NoClobber ? FileMode.CreateNew
                : FileMode.Create;
            FileShare share = options.Force ? FileShare.ReadWrite : FileShare.Read;
            var stream = new FileStream(path, mode, FileAccess.Write, share);
            return new OutputFile(new StreamWriter(stream, options.Encoding), readOnly);
        }
        catch (IOException) when (options.NoClobber && !options.Append && File.Exists(path))
        {
            throw Exists(cmdlet, path);
        }
        catch (Exception problem) when (
            problem is IOException or UnauthorizedAccessException or ArgumentException
                or NotSupportedException or System.Security.SecurityException)
        {
            cmdlet.ThrowTerminatingError(
                new ErrorRecord(problem, "FileOpenFailure", ErrorCategory.OpenError, null));
            throw;
        }
    }

    /// <summary>The one path of the file system that the argument names; it need not exist.</summary>
    public static string Resolve(PSCmdlet cmdlet, string path, bool isLiteral)
    {
        ProviderInfo provider;
        if (isLiteral)
        {
            string literal = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
            return FileSystemOnly(cmdlet, provider, literal);
        }

        Collection<string> found;
        try
        {
            found = cmdlet.GetResolvedProviderPathFromPSPath(path, out provider);
        }
        catch (ItemNotFoundException)
        {
            string single = cmdlet.SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _);
            return FileSystemOnly(cmdlet, provider, single);
        }

        if (found.Count > 1)
        {
            throw Fail(
                cmdlet, "Cannot perform operation because the path resolved to more than one file. "
                + "This command cannot operate on multiple files.", "ReadWriteMultipleFilesNotSupported");
        }

        if (found.Count == 0)
        {
            var problem = new FileNotFoundException(
                $"Cannot perform operation because the wildcard path {path} did not resolve to a file.");
            cmdlet.ThrowTerminatingError(new ErrorRecord(problem, "FileOpenFailure", ErrorCategory.OpenError, null));
        }

        return FileSystemOnly(cmdlet, provider, found[0]);
    }

    /// <summary>Writes what is left and closes the file.</summary>
    public void Dispose()
    {
        Writer.Dispose();
        if (_readOnly is not null)
        {
            _readOnly.IsReadOnly = true;
        }
    }

    private static string FileSystemOnly(PSCmdlet cmdlet, ProviderInfo provider, string path) =>
        provider.ImplementingType == typeof(Microsoft.PowerShell.Commands.FileSystemProvider)
            ? path
            : throw Fail(
                cmdlet, $"Cannot open file because the current provider ({provider}) cannot open a file.",
                "ReadWriteFileNotFileSystemProvider");

    private static FileInfo? MakeWritable(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists || !file.IsReadOnly)
        {
            return null;
        }

        file.IsReadOnly = false;
        return file;
    }

    private static RuntimeException Exists(PSCmdlet cmdlet, string path)
    {
        var problem = new IOException($"The file '{path}' already exists.");
        cmdlet.ThrowTerminatingError(new ErrorRecord(problem, "NoClobber", ErrorCategory.ResourceExists, path));
        return new RuntimeException(); // Not reached.
    }

    private static RuntimeException Fail(PSCmdlet cmdlet, string message, string id)
    {
        cmdlet.ThrowTerminatingError(new ErrorRecord(
            new PSInvalidOperationException(message), id, ErrorCategory.InvalidArgument, null));
        return new RuntimeException(); // Not reached.
    }
}

/// <summary>How a file is opened.</summary>
/// <param name="Path">As the user gave it.</param>
/// <param name="IsLiteral">Without wildcards.</param>
/// <param name="Encoding">Of new text; an appended file keeps its byte order mark.</param>
/// <param name="Append">Keeps what is there.</param>
/// <param name="Force">Also a read-only file.</param>
/// <param name="NoClobber">Only a new file.</param>
internal sealed record OutputFileOptions(
    string Path, bool IsLiteral, Encoding Encoding, bool Append, bool Force, bool NoClobber);
