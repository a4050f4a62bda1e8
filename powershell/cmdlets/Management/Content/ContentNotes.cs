using System.Collections.Generic;
using System.Management.Automation;
using AitherZero.PowerShell.Management.Engine;

namespace AitherZero.PowerShell.Management;

/// <summary>
/// The properties that all content of an item has. Made once for an item, as
/// there may be many lines.
/// </summary>
internal sealed class ContentNotes
{
    private readonly List<PSNoteProperty> _shared = [];

    internal ContentNotes(PathInfo place, string? parent, string? name)
    {
        Place = place;
        Add("PSPath", place.Path);
        Add("PSParentPath", parent);
        Add("PSChildName", name);
        Add("PSDrive", place.Drive);
        Add("PSProvider", place.Provider);
    }

    internal PathInfo Place { get; }

    internal PSObject Attach(object content, long readCount)
    {
        PSObject result = LocalObject.Of(content);
        foreach (PSNoteProperty note in _shared)
        {
            result.Properties.Add(note, preValidated: true);
        }

        result.Properties.Add(
            new PSNoteProperty("ReadCount", readCount), preValidated: true);
        return result;
    }

    private void Add(string name, object? value)
    {
        if (value is not null)
        {
            _shared.Add(new PSNoteProperty(name, value));
        }
    }
}
