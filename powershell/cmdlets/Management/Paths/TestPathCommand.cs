using System;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>What Test-Path asks for.</summary>
public enum TestPathType
{
    /// <summary>Any item.</summary>
    Any,

    /// <summary>An item that has others in it.</summary>
    Container,

    /// <summary>An item that has none.</summary>
    Leaf,
}

/// <summary>Test-Path: whether there are items at paths.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097057")]
[OutputType(typeof(bool))]
public class TestPathCommand : FilteredCommand
{
    private string?[]? _paths;

    /// <summary>Paths with wildcards.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Path", Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string?[]? Path
    {
        get => _paths;
        set => _paths = value;
    }

    /// <summary>Paths as they are.</summary>
    [Parameter(
        ParameterSetName = "LiteralPath", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [AllowNull]
    [AllowEmptyCollection]
    [AllowEmptyString]
    public string?[]? LiteralPath
    {
        get => _paths;
        set
        {
            IsLiteral = true;
            _paths = value;
        }
    }

    /// <summary>The kind of item.</summary>
    [Parameter]
    [Alias("Type")]
    public TestPathType PathType { get; set; } = TestPathType.Any;

    /// <summary>Look at the path's text alone.</summary>
    [Parameter]
    public SwitchParameter IsValid { get; set; }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        IsValid
            ? null
            : InvokeProvider.Item.ExistsDynamic(
                _paths is [{ Length: > 0 } first, ..] ? first : ".", context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_paths is not { Length: > 0 })
        {
            WriteNullPath();
            return;
        }

        foreach (string? path in _paths)
        {
            if (path is null)
            {
                WriteNullPath();
            }
            else
            {
                WriteObject(!string.IsNullOrWhiteSpace(path) && Test(path));
            }
        }
    }

    /// <summary>What cannot be looked up is not there.</summary>
    private bool Test(string path)
    {
        try
        {
            ProviderContext context = NewContext();
            if (IsValid)
            {
                return SessionState.Path.IsValid(path, context);
            }

            return InvokeProvider.Item.Exists(path, context)
                && (PathType == TestPathType.Any
                    || InvokeProvider.Item.IsContainer(path, context)
                        == (PathType == TestPathType.Container));
        }
        catch (Exception problem) when (IsProblemOfPath(problem))
        {
            return false;
        }
    }

    private void WriteNullPath() => WriteError(new ErrorRecord(
        new ArgumentNullException(
            "The provided Path argument was null or an empty collection."),
        "NullPathNotPermitted", ErrorCategory.InvalidArgument, Path));
}
