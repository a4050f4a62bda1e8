using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands.Objects;

/// <summary>Which objects of a stream go on.</summary>
internal abstract class ObjectChooser
{
    /// <summary>Whether nothing that follows can be chosen.</summary>
    internal virtual bool HasAll => false;

    /// <summary>Takes the next object; returns what goes on by now.</summary>
    internal abstract IEnumerable<PSObject> Offer(PSObject candidate);

    /// <summary>What goes on once the stream has ended.</summary>
    internal virtual IEnumerable<PSObject> Finish() => [];
}

/// <summary>-First, -Last and -Skip; -Skip counts from the end if there is only -Last.</summary>
internal sealed class RangeChooser(int? first, int? last, int skip) : ObjectChooser
{
    private readonly Queue<PSObject> _tail = new();
    private int _seen;

    private bool FromEnd => last > 0 && !(first > 0);

    private bool TakesAll => first is null && last is null;

    internal override bool HasAll =>
        !(last > 0) && !TakesAll && _seen >= skip + (first ?? 0);

    internal override IEnumerable<PSObject> Offer(PSObject candidate)
    {
        _seen++;
        if (FromEnd)
        {
            KeepLast(candidate, (long)last!.Value + skip);
            return [];
        }

        if (_seen <= skip)
        {
            return [];
        }

        if (TakesAll || _seen - skip <= (first ?? 0))
        {
            return [candidate];
        }

        KeepLast(candidate, last ?? 0);
        return [];
    }

    internal override IEnumerable<PSObject> Finish() =>
        FromEnd ? _tail.SkipLast(skip) : _tail;

    private void KeepLast(PSObject candidate, long count)
    {
        _tail.Enqueue(candidate);
        if (_tail.Count > count)
        {
            _tail.Dequeue();
        }
    }
}

/// <summary>-SkipLast, with -Skip.</summary>
internal sealed class SkipLastChooser(int skip, int skipLast) : ObjectChooser
{
    private readonly Queue<PSObject> _held = new();
    private int _seen;

    internal override IEnumerable<PSObject> Offer(PSObject candidate)
    {
        if (_seen++ < skip)
        {
            return [];
        }

        _held.Enqueue(candidate);
        return _held.Count > skipLast ? [_held.Dequeue()] : [];
    }
}

/// <summary>-Index.</summary>
internal sealed class IndexChooser : ObjectChooser
{
    private readonly HashSet<int> _indexes;
    private readonly int _last;
    private int _next;

    internal IndexChooser(int[] indexes)
    {
        _indexes = [.. indexes];
        _last = indexes.DefaultIfEmpty(-1).Max();
    }

    internal override bool HasAll => _next > _last;

    internal override IEnumerable<PSObject> Offer(PSObject candidate) =>
        _indexes.Contains(_next++) ? [candidate] : [];
}

/// <summary>-SkipIndex.</summary>
internal sealed class SkipIndexChooser(int[] indexes) : ObjectChooser
{
    private readonly HashSet<int> _indexes = [.. indexes];
    private int _next;

    internal override IEnumerable<PSObject> Offer(PSObject candidate) =>
        _indexes.Contains(_next++) ? [] : [candidate];
}
