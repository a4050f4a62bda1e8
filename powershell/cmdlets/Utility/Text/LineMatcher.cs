using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Microsoft.PowerShell.Commands;

namespace AitherZero.PowerShell.Utility.Text;

/// <summary>Looks for Select-String's patterns in a line; the first that is found counts.</summary>
internal sealed class LineMatcher
{
    private readonly string[] _patterns;
    private readonly Regex[]? _expressions;
    private readonly LineMatcherOptions _options;

    /// <exception cref="RegexParseException">Of the first pattern that is none; its Data has it.</exception>
    public LineMatcher(string[] patterns, LineMatcherOptions options)
    {
        _patterns = patterns;
        _options = options;
        _expressions = options.IsSimple ? null : [.. patterns.Select(Parse)];
    }

    /// <summary>What is found, without its place; null when the line is none to show.</summary>
    public MatchInfo? Find(string line)
    {
        for (int i = 0; i < _patterns.Length; i++)
        {
            var starts = new List<int>();
            var lengths = new List<int>();
            Match[] matches = [];
            if (_expressions is null)
            {
                FindText(line, _patterns[i], starts, lengths);
            }
            else
            {
                matches = FindExpression(line, _expressions[i]);
                starts.AddRange(matches.Select(match => match.Index));
                lengths.AddRange(matches.Select(match => match.Length));
            }

            if (starts.Count > 0)
            {
                return _options.Invert ? null : Describe(line, i, matches, starts, lengths);
            }
        }

        return _options.Invert ? Describe(line, 0, [], [], []) : null;
    }

    /// <summary>The line with what was found in it.</summary>
    private MatchInfo Describe(string line, int pattern, Match[] matches, List<int> starts, List<int> lengths)
    {
        MatchInfo found = _options.Emphasize && !_options.Invert ? new MatchInfo(starts, lengths) : new MatchInfo();
        found.IgnoreCase = !_options.CaseSensitive;
        found.Line = line;
        found.Pattern = _patterns[pattern];
        found.Matches = matches;
        return found;
    }

    private Regex Parse(string pattern)
    {
        try
        {
            return new Regex(pattern, _options.CaseSensitive ? RegexOptions.None : RegexOptions.IgnoreCase);
        }
        catch (ArgumentException problem)
        {
            problem.Data[nameof(pattern)] = pattern;
            throw;
        }
    }

    private Match[] FindExpression(string line, Regex expression)
    {
        if (_options.All)
        {
            return [.. expression.Matches(line).Cast<Match>()];
        }

        Match match = expression.Match(line);
        return match.Success ? [match] : [];
    }

    private void FindText(string line, string pattern, List<int> starts, List<int> lengths)
    {
        int start = IndexOf(line, pattern, 0);
        while (start >= 0)
        {
            starts.Add(start);
            lengths.Add(pattern.Length);
            if (!_options.All || pattern.Length == 0)
            {
                return;
            }

            start = IndexOf(line, pattern, start + pattern.Length);
        }
    }

    private int IndexOf(string line, string pattern, int from)
    {
        if (_options.Culture is null)
        {
            return line.IndexOf(
                pattern, from, _options.CaseSensitive ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
        }

        return _options.Culture.CompareInfo.IndexOf(
            line, pattern, from, _options.CaseSensitive ? CompareOptions.None : CompareOptions.IgnoreCase);
    }
}

/// <summary>How lines are looked through.</summary>
/// <param name="IsSimple">Patterns are text rather than regular expressions.</param>
/// <param name="CaseSensitive">Case counts.</param>
/// <param name="All">All matches of a line rather than the first.</param>
/// <param name="Invert">Lines without a match.</param>
/// <param name="Emphasize">Matches remember what to show in reverse.</param>
/// <param name="Culture">Of simple patterns; null compares characters.</param>
internal sealed record LineMatcherOptions(
    bool IsSimple, bool CaseSensitive, bool All, bool Invert, bool Emphasize, CultureInfo? Culture);
