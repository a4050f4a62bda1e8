using System;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Language;
using AitherZero.PowerShell.Utility.Files;

namespace Microsoft.PowerShell.Commands;

/// <summary>Import-PowerShellDataFile: the hashtable of a .psd1, without running anything.</summary>
[Cmdlet(VerbsData.Import, "PowerShellDataFile", DefaultParameterSetName = ByPath,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=623621")]
[OutputType(typeof(System.Collections.Hashtable))]
public class ImportPowerShellDataFileCommand : PSCmdlet
{
    private const string ByPath = "ByPath";
    private const string ByLiteralPath = "ByLiteralPath";

    /// <summary>Files; a wildcard may name one.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByPath)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files as they are called.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ByLiteralPath,
        ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => Path;
        set => Path = value;
    }

    /// <summary>Takes more data than the engine lets through of itself.</summary>
    [Parameter]
    public SwitchParameter SkipLimitCheck { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string file = OutputFile.Resolve(this, path, isLiteral: ParameterSetName == ByLiteralPath);
            if (File.Exists(file))
            {
                Import(file);
            }
            else
            {
                var problem = new ArgumentException($"Cannot find path '{path}' because it does not exist.");
                WriteError(new ErrorRecord(problem, "PathNotFound", ErrorCategory.InvalidArgument, path));
            }
        }
    }

    private void Import(string file)
    {
        ScriptBlockAst script = Parser.ParseFile(file, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            ReportInvalid(file, "CouldNotParseAsPowerShellDataFile");
        }
        else if (script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false) is { } data)
        {
            WriteObject(data.SafeGetValue(SkipLimitCheck));
        }
        else
        {
            ReportInvalid(file, "CouldNotParseAsPowerShellDataFileNoHashtableRoot");
        }
    }

    private void ReportInvalid(string file, string id)
    {
        var problem = new InvalidOperationException(
            $"The file '{file}' could not be parsed as a PowerShell Data File.");
        WriteError(new ErrorRecord(problem, id, ErrorCategory.InvalidData, file));
    }
}
