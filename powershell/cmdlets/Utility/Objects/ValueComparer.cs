using System.Collections;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Microsoft.PowerShell.Commands.Objects;

/// <summary>
/// Orders any two values as PowerShell's operators do, by their text where
/// they cannot be compared. Never fails.
/// </summary>
internal sealed class ValueComparer(bool descending, CultureInfo culture, bool caseSensitive) : IComparer<object?>, IComparer
{
    /// <inheritdoc/>
    public int Compare(object? first, object? second)
    {
        object? one = Plain(first);
        object? two = Plain(second);
        if (one is null && two is null)
        {
            return 0;
        }

        if (!LanguagePrimitives.TryCompare(one, two, !caseSensitive, culture, out int order))
        {
            order = culture.CompareInfo.Compare(
                PSObject.AsPSObject(first ?? string.Empty).ToString(), PSObject.AsPSObject(second ?? string.Empty).ToString(),
                caseSensitive ? CompareOptions.None : CompareOptions.IgnoreCase);
        }

        return descending ? -order : order;
    }

    private static object? Plain(object? value) =>
        value is PSObject wrapped ? Plain(wrapped.BaseObject == wrapped ? null : wrapped.BaseObject)
        : value == AutomationNull.Value ? null
        : value;
}
