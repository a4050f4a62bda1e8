using System;
using System.Collections.Generic;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Split-Path: a part of each path.</summary>
[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = ParentSet,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097149")]
[OutputType(typeof(string), ParameterSetName =
    [LeafSet, LeafBaseSet, ExtensionSet, NoQualifierSet, ParentSet, QualifierSet, LiteralSet])]
[OutputType(typeof(bool), ParameterSetName = [IsAbsoluteSet])]
public class SplitPathCommand : CredentialCommand
{
    private const string ParentSet = "ParentSet";
    private const string LeafSet = "LeafSet";
    private const string LeafBaseSet = "LeafBaseSet";
    private const string ExtensionSet = "ExtensionSet";
    private const string QualifierSet = "QualifierSet";
    private const string NoQualifierSet = "NoQualifierSet";
    private const string IsAbsoluteSet = "IsAbsoluteSet";
    private const string LiteralSet = "LiteralPathSet";

    private string[] _paths = [];

    /// <summary>Paths with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = ParentSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = LeafSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = LeafBaseSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = ExtensionSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = QualifierSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = NoQualifierSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(Position = 0, ParameterSetName = IsAbsoluteSet, Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path
    {
        get => _paths;
        set => _paths = value;
    }

    /// <summary>Paths as they are; gives their parents.</summary>
    [Parameter(ParameterSetName = LiteralSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => _paths;
        set
        {
            IsLiteral = true;
            _paths = value;
        }
    }

    /// <summary>The drive or provider, with its separator.</summary>
    [Parameter(ParameterSetName = QualifierSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Qualifier { get; set; }

    /// <summary>All but the drive or provider.</summary>
    [Parameter(ParameterSetName = NoQualifierSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public SwitchParameter NoQualifier { get; set; }

    /// <summary>All but the last part; the default.</summary>
    [Parameter(ParameterSetName = ParentSet,
        ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Parent { get; set; } = true;

    /// <summary>The last part.</summary>
    [Parameter(ParameterSetName = LeafSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Leaf { get; set; }

    /// <summary>The last part without its extension.</summary>
    [Parameter(ParameterSetName = LeafBaseSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public SwitchParameter LeafBase { get; set; }

    /// <summary>The extension, with its dot.</summary>
    [Parameter(ParameterSetName = ExtensionSet, Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public SwitchParameter Extension { get; set; }

    /// <summary>Split the items that are there.</summary>
    [Parameter]
    public SwitchParameter Resolve { get; set; }

    /// <summary>Whether the path is absolute.</summary>
    [Parameter(ParameterSetName = IsAbsoluteSet, Mandatory = true)]
    public SwitchParameter IsAbsolute { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Resolve ? [.. Resolved()] : _paths)
        {
            Try(() =>
            {
                if (PartOf(path) is { } part)
                {
                    WriteObject(part);
                }
            });
        }
    }

    private List<string> Resolved()
    {
        var found = new List<string>();
        foreach (string path in _paths)
        {
            Try(() =>
            {
                foreach (PathInfo one in SessionState.Path
                    .GetResolvedPSPathFromPSPath(path, NewContext()))
                {
                    found.Add(one.Path);
                }
            });
        }

        return found;
    }

    private object? PartOf(string path) => ParameterSetName switch
    {
        LeafSet => LeafOf(path),
        LeafBaseSet => System.IO.Path.GetFileNameWithoutExtension(LeafOf(path)),
        ExtensionSet => System.IO.Path.GetExtension(LeafOf(path)),
        QualifierSet => QualifierOf(path),
        NoQualifierSet => WithoutQualifier(path),
        IsAbsoluteSet => SessionState.Path.IsPSAbsolute(path, out _),
        _ => ParentOf(path),
    };

    private string ParentOf(string path)
    {
        try
        {
            return SessionState.Path.ParseParent(path, string.Empty, NewContext());
        }
        catch (PSNotSupportedException)
        {
            return string.Empty; // a provider without levels
        }
    }

    private string LeafOf(string path)
    {
        try
        {
            return SessionState.Path.ParseChildName(path, NewContext());
        }
        catch (PSNotSupportedException)
        {
            return path;
        }
    }

    private string? QualifierOf(string path)
    {
        int colon = path.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            WriteError(new ErrorRecord(
                new FormatException(
                    $"Cannot parse path because path '{path}' does not have a "
                    + "qualifier specified."),
                "ParsePathFormatError", ErrorCategory.InvalidArgument, path));
            return null;
        }

        int length = SessionState.Path.IsProviderQualified(path) ? 2 : 1;
        return path[..(colon + length)];
    }

    private string WithoutQualifier(string path)
    {
        if (SessionState.Path.IsProviderQualified(path))
        {
            return path[(path.IndexOf("::", StringComparison.Ordinal) + 2)..];
        }

        // The drive of a path without a qualifier is the current one.
        return SessionState.Path.IsPSAbsolute(path, out string drive)
            && path.Length > drive.Length + 1 && path[drive.Length] == ':'
                ? path[(drive.Length + 1)..]
                : path;
    }
}
