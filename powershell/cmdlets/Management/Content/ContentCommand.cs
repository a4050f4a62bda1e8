using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Management.Automation.Provider;
using AitherZero.PowerShell.Management.Engine;

namespace AitherZero.PowerShell.Management;

/// <summary>Where content is: an item that may not be there yet.</summary>
internal sealed record ContentPlace(string Path, ProviderInfo Provider, PSDriveInfo? Drive)
{
    internal static ContentPlace Of(PathInfo path) =>
        new(path.Path, path.Provider, path.Drive);
}

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
    /// The items at the paths. A path without wildcards that leads nowhere is
    /// an error, or a place to be if <paramref name="mayBeNew"/>.
    /// </summary>
    internal List<ContentPlace> Resolve(
        string[] paths, bool mayBeNew, bool mayMatchNothing)
    {
        var places = new List<ContentPlace>();
        foreach (string path in paths)
        {
            Try(() => ResolveOne(path, mayBeNew, mayMatchNothing, places));
        }

        return places;
    }

    /// <summary>Writes content with the notes about where it is from.</summary>
    internal void WriteContent(object content, long readCount, ContentPlace place)
    {
        if (_notes is null || !ReferenceEquals(_notes.Place, place))
        {
            _notes = NotesOf(place);
        }

        WriteObject(_notes.Attach(content, readCount));
    }

    /// <summary>Closes; what goes wrong is an error of the item.</summary>
    internal void Close(ContentPlace place, Action close)
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
        string errorId, string message, ContentPlace place, Exception cause) =>
        WriteError(EngineErrors.RecordOf(EngineErrors.Invocation(
            errorId, message, place.Provider, place.Path, cause)));

    private void ResolveOne(
        string path, bool mayBeNew, bool mayMatchNothing,
        List<ContentPlace> places)
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
            places.Add(new ContentPlace(place, provider, drive));
            return;
        }

        foreach (PathInfo one in found)
        {
            places.Add(ContentPlace.Of(one));
        }

        if (found.Count == 0 && !(mayMatchNothing && isPattern))
        {
            WriteError(new ErrorRecord(
                new Exception(
                    $"An object at the specified path {path} does not exist, or "
                    + "has been filtered by the -Include or -Exclude parameter."),
                "ItemNotFound", ErrorCategory.ObjectNotFound, Path));
        }
    }

    private ContentNotes NotesOf(ContentPlace place)
    {
        ProviderContext context = NewContext();
        PathIntrinsics paths = SessionState.Path;
        return new ContentNotes(
            place,
            paths.ParseParent(place.Path, place.Drive?.Root ?? string.Empty, context),
            paths.ParseChildName(place.Path, context));
    }
}

/// <summary>The properties that all lines of an item share.</summary>
internal sealed class ContentNotes
{
    private readonly PSNoteProperty _path;
    private readonly PSNoteProperty _parent;
    private readonly PSNoteProperty _name;
    private readonly PSNoteProperty? _drive;
    private readonly PSNoteProperty _provider;

    internal ContentNotes(ContentPlace place, string parent, string name)
    {
        Place = place;
        _path = new PSNoteProperty("PSPath", place.Path);
        _parent = new PSNoteProperty("PSParentPath", parent);
        _name = new PSNoteProperty("PSChildName", name);
        _drive = place.Drive is null
            ? null
            : new PSNoteProperty("PSDrive", place.Drive);
        _provider = new PSNoteProperty("PSProvider", place.Provider);
    }

    internal ContentPlace Place { get; }

    internal PSObject Attach(object content, long readCount)
    {
        PSObject result = LocalObject.Of(content);
        PSMemberInfoCollection<PSPropertyInfo> properties = result.Properties;
        properties.Add(_path, preValidated: true);
        properties.Add(_parent, preValidated: true);
        properties.Add(_name, preValidated: true);
        if (_drive is not null)
        {
            properties.Add(_drive, preValidated: true);
        }

        properties.Add(_provider, preValidated: true);
        properties.Add(
            new PSNoteProperty("ReadCount", readCount), preValidated: true);
        return result;
    }
}
