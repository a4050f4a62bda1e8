using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Text;
using AitherZero.PowerShell.Utility.Files;
using AitherZero.PowerShell.Utility.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>Select-String: the lines of files or objects that a pattern matches.</summary>
[Cmdlet(VerbsCommon.Select, "String", DefaultParameterSetName = File,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2097119")]
[OutputType(typeof(bool), typeof(MatchInfo), ParameterSetName = [File, Object, LiteralFile])]
[OutputType(typeof(string), ParameterSetName = [FileRaw, ObjectRaw, LiteralFileRaw])]
public sealed class SelectStringCommand : PSCmdlet
{
    private const string File = "File";
    private const string FileRaw = "FileRaw";
    private const string Object = "Object";
    private const string ObjectRaw = "ObjectRaw";
    private const string LiteralFile = "LiteralFile";
    private const string LiteralFileRaw = "LiteralFileRaw";

    private readonly List<string> _lines = [];
    private readonly List<(int Index, MatchInfo Match)> _found = [];
    private LineMatcher? _matcher;
    private ulong _objects;
    private bool _isDone;

    /// <summary>How a simple pattern is compared: Ordinal, Invariant, Current or a culture's name.</summary>
    [Parameter]
    [ValidateNotNull]
    public string Culture { get; set; } = "Ordinal";

    /// <summary>Text, a file, or what an earlier Select-String found.</summary>
    [Parameter(ValueFromPipeline = true, Mandatory = true, ParameterSetName = Object)]
    [Parameter(ValueFromPipeline = true, Mandatory = true, ParameterSetName = ObjectRaw)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>Regular expressions, or text.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    public string[] Pattern { get; set; } = [];

    /// <summary>Files; wildcards are fine.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = File)]
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = FileRaw)]
    [FileInfoArgument]
    public string[]? Path { get; set; }

    /// <summary>Files as they are called.</summary>
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralFile)]
    [Parameter(Mandatory = true, ValueFromPipelineByPropertyName = true, ParameterSetName = LiteralFileRaw)]
    [FileInfoArgument]
    [Alias("PSPath", "LP")]
    public string[]? LiteralPath { get; set; }

    /// <summary>Writes the lines alone.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ObjectRaw)]
    [Parameter(Mandatory = true, ParameterSetName = FileRaw)]
    [Parameter(Mandatory = true, ParameterSetName = LiteralFileRaw)]
    public SwitchParameter Raw { get; set; }

    /// <summary>Patterns are text.</summary>
    [Parameter]
    public SwitchParameter SimpleMatch { get; set; }

    /// <summary>Case counts.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    /// <summary>Writes true when there is a match, and nothing when there is none.</summary>
    [Parameter(ParameterSetName = Object)]
    [Parameter(ParameterSetName = File)]
    [Parameter(ParameterSetName = LiteralFile)]
    public SwitchParameter Quiet { get; set; }

    /// <summary>One match of each file.</summary>
    [Parameter]
    public SwitchParameter List { get; set; }

    /// <summary>Does not show matches in reverse.</summary>
    [Parameter]
    public SwitchParameter NoEmphasis { get; set; }

    /// <summary>Wildcards of full paths to look into.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Include { get; set; }

    /// <summary>Wildcards of full paths to leave out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? Exclude { get; set; }

    /// <summary>Lines without a match.</summary>
    [Parameter]
    public SwitchParameter NotMatch { get; set; }

    /// <summary>All matches of a line.</summary>
    [Parameter]
    public SwitchParameter AllMatches { get; set; }

    /// <summary>Of the files.</summary>
    [Parameter]
    [EncodingArgument]
    [EncodingCompletions]
    [ValidateNotNullOrEmpty]
    public Encoding Encoding { get; set; } = EncodingArgumentAttribute.Default;

    /// <summary>Lines before and after each match.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ValidateCount(1, 2)]
    [ValidateRange(0, int.MaxValue)]
    public int[]? Context { get; set; }

    private bool HasContext => Context is not null && Context.Any(count => count > 0);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (MyInvocation.BoundParameters.ContainsKey(nameof(Culture)) && !SimpleMatch)
        {
            var problem = new InvalidOperationException(
                "You must specify -Culture parameter only with -SimpleMatch parameter.");
            ThrowTerminatingError(new ErrorRecord(
                problem, "CannotSpecifyCultureWithoutSimpleMatch", ErrorCategory.InvalidData, null));
        }

        bool emphasize = !NoEmphasis && Host.UI.SupportsVirtualTerminal;
        try
        {
            _matcher = new LineMatcher(Pattern, new LineMatcherOptions(
                SimpleMatch, CaseSensitive, AllMatches, NotMatch, emphasize, CultureOf(Culture)));
        }
        catch (ArgumentException problem)
        {
            ThrowTerminatingError(Error(
                $"The string {problem.Data["pattern"]} is not a valid regular expression: {problem.Message}",
                "InvalidRegex", problem));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_isDone)
        {
            return;
        }

        if (ParameterSetName is Object or ObjectRaw)
        {
            ProcessObject();
            return;
        }

        bool isLiteral = LiteralPath is not null;
        foreach (string path in ResolvePaths(LiteralPath ?? Path!, isLiteral))
        {
            if (_isDone || Stopping)
            {
                return;
            }

            ProcessFile(path);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        MatchContexts.Set(_lines, _found, Before, After);
        _found.ForEach(found => Write(found.Match));
    }

    private int Before => Context is null ? 0 : Context[0];

    private int After => Context is null ? 0 : Context[^1];

    private static CultureInfo? CultureOf(string name) => name.ToLowerInvariant() switch
    {
        "ordinal" => null,
        "invariant" => CultureInfo.InvariantCulture,
        "current" => CultureInfo.CurrentCulture,
        _ => CultureInfo.GetCultureInfo(name),
    };

    private void ProcessObject()
    {
        _objects++;
        object? value = InputObject?.BaseObject;
        if (value is FileInfo file)
        {
            ProcessFile(file.FullName);
            return;
        }

        var earlier = value as MatchInfo;
        string line = earlier?.Line ?? LanguagePrimitives.ConvertTo<string>(InputObject) ?? "";
        if (earlier is not null && HasContext)
        {
            WriteWarning(
                "The option \"Context\" is not valid when searching results that are piped from Select-String output.");
        }

        bool collects = HasContext && earlier is null && !Quiet;
        if (collects)
        {
            _lines.Add(line);
        }

        if (_matcher!.Find(line) is not { } found)
        {
            return;
        }

        found.LineNumber = _objects;
        if (earlier is not null)
        {
            found = earlier.Clone();
        }

        if (collects)
        {
            _found.Add((_lines.Count - 1, found));
        }
        else
        {
            Write(found);
        }
    }

    private void ProcessFile(string path)
    {
        if ((Include is not null && !IsLike(path, Include)) || (Exclude is not null && IsLike(path, Exclude)))
        {
            return;
        }

        try
        {
            SearchFile(path);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            WriteError(Error($"The file {path} cannot be read: {problem.Message}", "ProcessingFile", problem));
        }
    }

    /// <summary>Lines are kept only for what is shown around matches.</summary>
    private void SearchFile(string path)
    {
        using var reader = new StreamReader(
            new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite), Encoding);
        var lines = new List<string>();
        var matches = new List<(int Index, MatchInfo Match)>();
        ulong number = 0;
        while (!Stopping && !_isDone && reader.ReadLine() is { } line)
        {
            number++;
            if (HasContext)
            {
                lines.Add(line);
            }

            if ((List && matches.Count > 0) || _matcher!.Find(line) is not { } found)
            {
                continue;
            }

            found.Path = path;
            found.LineNumber = number;
            matches.Add(((int)number - 1, found));
            if (!HasContext || Quiet)
            {
                Write(found);
                if (List)
                {
                    return;
                }
            }
        }

        if (HasContext && !Quiet)
        {
            MatchContexts.Set(lines, matches, Before, After);
            matches.ForEach(match => Write(match.Match));
        }
    }

    private void Write(MatchInfo found)
    {
        if (Quiet)
        {
            _isDone = true;
            WriteObject(true);
        }
        else if (Raw)
        {
            WriteObject(found.Line);
        }
        else
        {
            WriteObject(found);
        }
    }

    private List<string> ResolvePaths(string[] paths, bool isLiteral)
    {
        var resolved = new List<string>();
        foreach (string path in paths)
        {
            try
            {
                ProviderInfo provider;
                Collection<string> found = isLiteral
                    ? [SessionState.Path.GetUnresolvedProviderPathFromPSPath(path, out provider, out _)]
                    : GetResolvedProviderPathFromPSPath(path, out provider);
                if (provider.ImplementingType == typeof(FileSystemProvider))
                {
                    resolved.AddRange(found.Where(one => isLiteral || !Directory.Exists(one)));
                }
                else
                {
                    WriteError(Error(
                        $"Cannot open the file because the current provider ({provider}) cannot open files.",
                        "ProcessingFile", null));
                }
            }
            catch (ItemNotFoundException problem)
            {
                WriteError(new ErrorRecord(problem.ErrorRecord, problem));
            }
        }

        return resolved;
    }

    private static bool IsLike(string path, string[] wildcards) => wildcards.Any(
        wildcard => WildcardPattern.Get(wildcard, WildcardOptions.IgnoreCase).IsMatch(path));

    private static ErrorRecord Error(string message, string id, Exception? cause) =>
        new(new ArgumentException(message, cause), id, ErrorCategory.InvalidArgument, null);
}
