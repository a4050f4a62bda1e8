using System.IO;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-TemporaryFile: an empty file in the folder for temporary files.</summary>
[Cmdlet(VerbsCommon.New, "TemporaryFile", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkId=2097032")]
[OutputType(typeof(FileInfo))]
public class NewTemporaryFileCommand : Cmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        string folder = Path.GetTempPath();
        if (!ShouldProcess(folder))
        {
            return;
        }

        try
        {
            WriteObject(new FileInfo(Path.GetTempFileName()));
        }
        catch (IOException problem)
        {
            ThrowTerminatingError(new ErrorRecord(
                problem, "NewTemporaryFileWriteError", ErrorCategory.WriteError, folder));
        }
    }
}
