using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands.Objects;

/// <summary>
/// The different ones among selected objects: two are the same if their bare
/// values and the properties that were chosen are.
/// </summary>
internal sealed class UniqueObjects(bool caseSensitive)
{
    private readonly ValueComparer _comparer = new(descending: false, CultureInfo.CurrentCulture, caseSensitive);
    private readonly List<(PSObject Object, int Properties)> _all = [];

    internal IEnumerable<PSObject> All => _all.Select(a => a.Object);

    /// <summary>False if there is one like it.</summary>
    internal bool Add(PSObject candidate, IReadOnlyList<PSNoteProperty> added)
    {
        if (_all.Any(known => known.Properties == added.Count && AreSame(known.Object, candidate, added)))
        {
            return false;
        }

        _all.Add((candidate, added.Count));
        return true;
    }

    private bool AreSame(PSObject known, PSObject candidate, IReadOnlyList<PSNoteProperty> added) =>
        _comparer.Compare(candidate.BaseObject, known.BaseObject) == 0
        && added.All(p => known.Properties[p.Name] is PSPropertyInfo property
            && _comparer.Compare(property.Value, p.Value) == 0);
}
