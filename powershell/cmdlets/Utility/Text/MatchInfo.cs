using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.PowerShell.Commands;

/// <summary>A line that Select-String found; the engine's view shows it by its methods.</summary>
public class MatchInfo
{
    private const string NoFile = "InputStream";

    private readonly IReadOnlyList<int>? _starts;
    private readonly IReadOnlyList<int>? _lengths;
    private string? _path;

    /// <summary>A line without emphasis.</summary>
    public MatchInfo()
    {
    }

    /// <summary>A line of which some parts are shown in reverse.</summary>
    public MatchInfo(IReadOnlyList<int> matchIndexes, IReadOnlyList<int> matchLengths)
    {
        _starts = matchIndexes;
        _lengths = matchLengths;
    }

    /// <summary>Whether case did not matter.</summary>
    public bool IgnoreCase { get; set; }

    /// <summary>From one, in the file or among the objects.</summary>
    public ulong LineNumber { get; set; }

    /// <summary>The whole line.</summary>
    public string Line { get; set; } = "";

    /// <summary>The last part of the path.</summary>
    public string Filename => _path is null ? NoFile : System.IO.Path.GetFileName(_path);

    /// <summary>Of the file; "InputStream" without one.</summary>
    public string Path
    {
        get => _path ?? NoFile;
        set => _path = value;
    }

    /// <summary>What was found, as the user gave it.</summary>
    public string Pattern { get; set; } = "";

    /// <summary>The lines around it, if asked for.</summary>
    public MatchInfoContext? Context { get; set; }

    /// <summary>Of the regular expression.</summary>
    public Match[] Matches { get; set; } = [];

    /// <summary>The path without the directory, when it is below it.</summary>
    public string RelativePath(string directory)
    {
        if (_path is null || string.IsNullOrEmpty(directory)
            || !_path.StartsWith(directory, StringComparison.OrdinalIgnoreCase) || _path.Length == directory.Length)
        {
            return Path;
        }

        if (IsSeparator(directory[^1]))
        {
            return _path[directory.Length..];
        }

        return IsSeparator(_path[directory.Length]) ? _path[(directory.Length + 1)..] : _path;
    }

    /// <summary>The line with its place.</summary>
    public override string ToString() => Render(Path, Line);

    /// <summary>The line with its place below a directory.</summary>
    public string ToString(string directory) => Render(PathFrom(directory), Line);

    /// <summary>The same with what was found in reverse.</summary>
    public string ToEmphasizedString(string directory) =>
        Render(PathFrom(directory), _starts is null ? Line : EmphasizedLine());

    /// <summary>A copy with arrays of its own.</summary>
    internal MatchInfo Clone()
    {
        var copy = (MatchInfo)MemberwiseClone();
        copy.Context = (MatchInfoContext?)Context?.Clone();
        copy.Matches = [.. Matches];
        return copy;
    }

    private static bool IsSeparator(char character) => character is '/' or '\\';

    private string PathFrom(string? directory) => directory is null ? Path : RelativePath(directory);

    private string Render(string path, string line)
    {
        if (Context is null)
        {
            return RenderLine(path, "", LineNumber, line);
        }

        var lines = new List<string>();
        ulong number = LineNumber - (ulong)Context.DisplayPreContext.Length;
        foreach (string before in Context.DisplayPreContext)
        {
            lines.Add(RenderLine(path, "  ", number++, before));
        }

        lines.Add(RenderLine(path, "> ", number++, line));
        foreach (string after in Context.DisplayPostContext)
        {
            lines.Add(RenderLine(path, "  ", number++, after));
        }

        return string.Join(Environment.NewLine, lines);
    }

    private string RenderLine(string path, string prefix, ulong number, string line) =>
        _path is null ? prefix + line : $"{prefix}{path}:{number}:{line}";

    private string EmphasizedLine()
    {
        var text = new StringBuilder();
        int done = 0;
        for (int i = 0; i < _starts!.Count; i++)
        {
            int start = _starts[i];
            text.Append(Line, done, start - done)
                .Append(PSStyle.Instance.Reverse)
                .Append(Line, start, _lengths![i])
                .Append(PSStyle.Instance.Reset);
            done = start + _lengths[i];
        }

        return text.Append(Line, done, Line.Length - done).ToString();
    }
}
