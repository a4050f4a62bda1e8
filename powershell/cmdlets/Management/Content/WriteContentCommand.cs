using System;
using System.Collections;
using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Provider;
using AitherZero.PowerShell.Management.Engine;

namespace AitherZero.PowerShell.Management;

/// <summary>
/// Writes piped values to items, each through one writer from the first value
/// to the last. Paths that are piped too open theirs for each value.
/// </summary>
public abstract class WriteContentCommand : ContentCommand, IDisposable
{
    private readonly List<(PathInfo Place, IContentWriter Writer)> _open = [];
    private bool _isOpen;
    private bool _pathsArePiped;

    /// <summary>What to write.</summary>
    [Parameter(
        Mandatory = true, Position = 1, ValueFromPipeline = true,
        ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyCollection]
    public object[]? Value { get; set; }

    /// <summary>Write the content out too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What the user is asked to confirm.</summary>
    private protected abstract string Action { get; }

    /// <summary>Gets an item ready to be written.</summary>
    private protected virtual bool Prepare(PathInfo place) => true;

    /// <summary>Sets a new writer where it begins; throws if it cannot.</summary>
    private protected virtual void Position(IContentWriter writer)
    {
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Content.GetWriterDynamic(FirstPath, context);

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _pathsArePiped = Path is not { Length: > 0 };

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_pathsArePiped)
        {
            CloseAll();
        }

        if (!_isOpen)
        {
            _isOpen = true;
            Open();
        }

        foreach ((PathInfo place, IContentWriter writer) in _open)
        {
            Write(place, writer);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => CloseAll();

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, IContentWriter writer) in _open)
        {
            writer.Dispose();
        }

        _open.Clear();
        GC.SuppressFinalize(this);
    }

    private void Open()
    {
        foreach (PathInfo place in Resolve(Path, mayBeNew: true))
        {
            if (!ShouldProcess($"Path: {place.Path}", Action)
                || !Prepare(place))
            {
                continue;
            }

            Try(() =>
            {
                foreach (IContentWriter writer in InvokeProvider.Content
                    .GetWriter(place.Path, NewLiteralContext()))
                {
                    _open.Add((place, writer));
                }
            });
        }

        foreach ((_, IContentWriter writer) in _open)
        {
            Position(writer);
        }
    }

    private void Write(PathInfo place, IContentWriter writer)
    {
        IList written;
        try
        {
            written = writer.Write(Value ?? []);
        }
        catch (Exception problem) when (!IsOfPipeline(problem))
        {
            WriteFailure(
                "ProviderContentWriteError",
                "The invocation of Write on the '{0}' provider's content "
                    + "writer failed for path '{1}'. {2}",
                place, problem);
            return;
        }

        if (PassThru && written is { Count: > 0 })
        {
            WriteContent(written, written.Count, place);
        }
    }

    private void CloseAll()
    {
        foreach ((PathInfo place, IContentWriter writer) in _open)
        {
            Close(place, writer.Close);
        }

        Dispose();
        _isOpen = false;
    }
}
