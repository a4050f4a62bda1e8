using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Join-Path: puts paths together as their provider does.</summary>
[Cmdlet(VerbsCommon.Join, "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096811")]
[OutputType(typeof(string))]
public class JoinPathCommand : CredentialCommand
{
    /// <summary>What comes first.</summary>
    [Parameter(
        Position = 0, Mandatory = true, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>What comes below.</summary>
    [Parameter(
        Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? ChildPath { get; set; }

    /// <summary>What comes below that.</summary>
    [Parameter(
        Position = 2, ValueFromPipelineByPropertyName = true,
        ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[]? AdditionalChildPath { get; set; }

    /// <summary>Write the items that are there.</summary>
    [Parameter]
    public SwitchParameter Resolve { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string below = string.Empty;
        foreach (string child in
            (string[])[.. ChildPath ?? [], .. AdditionalChildPath ?? []])
        {
            below = SessionState.Path.Combine(below, child, NewContext());
        }

        foreach (string path in Path)
        {
            Try(() => Write(SessionState.Path.Combine(
                path, below, NewContext())));
        }
    }

    private void Write(string path)
    {
        if (!Resolve)
        {
            WriteObject(path);
            return;
        }

        foreach (PathInfo found in SessionState.Path
            .GetResolvedPSPathFromPSPath(path, NewContext()))
        {
            WriteObject(found.Path);
        }
    }
}
