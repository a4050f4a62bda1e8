using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using AitherZero.PowerShell.Management.Engine;

namespace AitherZero.PowerShell.Management;

/// <summary>A cmdlet over the content of items.</summary>
public abstract class ContentCommand : PathCommand
{
    private ContentNotes? _notes;

    /// <inheritdoc/>
    [Parameter]
    public override SwitchParameter Force
    {
        get => base.Force;
        set => base.Force = value;
    }

    /// <summary>
    /// The items at the paths. A path that leads nowhere is an error; one
    /// without wildcards is a place to be if <paramref name="mayBeNew"/>.
    /// </summary>
    internal List<PathInfo> Resolve(string[] paths, bool mayBeNew)
    {
        var places = new List<PathInfo>();
        foreach (string path in paths)
        {
            Try(() => ResolveOne(path, mayBeNew, places));
        }

        return places;
    }

    /// <summary>Writes content with the notes about where it is from.</summary>
    internal void WriteContent(object content, long readCount, PathInfo place)
    {
        if (_notes is null || !ReferenceEquals(_notes.Place, place))
        {
            _notes = NotesOf(place);
        }

        WriteObject(_notes.Attach(content, readCount));
    }

    /// <summary>Closes; what goes wrong is an error of the item.</summary>
    internal void Close(PathInfo place, Action close)
    {
        try
        {
            close();
        }
        catch (Exception problem) when (!IsOfPipeline(problem))
        {
            WriteFailure(
                "ProviderContentCloseError",
                "The invocation of Close on the '{0}' provider's content "
                    + "reader or writer failed for path '{1}'. {2}",
                place, problem);
        }
    }

    /// <summary>Exceptions that end the pipeline and are nobody's errors.</summary>
    internal static bool IsOfPipeline(Exception problem) =>
        problem is PipelineStoppedException or ActionPreferenceStopException;

    internal void WriteFailure(
        string errorId, string message, PathInfo place, Exception cause) =>
        WriteError(EngineErrors.RecordOf(EngineErrors.Invocation(
            errorId, message, place.Provider, place.Path, cause)));

    private void ResolveOne(
        string path, bool mayBeNew, List<PathInfo> places)
    {
        bool isPattern = !IsLiteral
            && WildcardPattern.ContainsWildcardCharacters(path);
        ProviderContext context = NewContext();
        Collection<PathInfo> found;
        try
        {
            found = SessionState.Path.GetResolvedPSPathFromPSPath(path, context);
        }
        catch (ItemNotFoundException) when (mayBeNew && !isPattern)
        {
            string place = SessionState.Path.GetUnresolvedProviderPathFromPSPath(
                path, context, out ProviderInfo provider, out PSDriveInfo? drive);
            places.Add(PathOperations.NewPathInfo(
                drive, provider, place, SessionState));
            return;
        }

        foreach (PathInfo one in found)
        {
            places.Add(one);
        }

        if (found.Count == 0)
        {
            WriteError(new ErrorRecord(
                new Exception(
                    $"An object at the specified path {path} does not exist, or "
                    + "has been filtered by the -Include or -Exclude parameter."),
                "ItemNotFound", ErrorCategory.ObjectNotFound, Path));
        }
    }

    private ContentNotes NotesOf(PathInfo place)
    {
        string? parent = null;
        string? name = null;
        try
        {
            PathIntrinsics paths = SessionState.Path;
            ProviderContext context = NewContext();
            name = paths.ParseChildName(place.Path, context);
            parent = paths.ParseParent(
                place.Path, place.Drive?.Root ?? string.Empty, context);
        }
        catch (NotSupportedException)
        {
            // A provider without levels.
        }

        return new ContentNotes(place, parent, name);
    }
}
