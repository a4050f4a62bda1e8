using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using System.Management.Automation;
using System.Management.Automation.Provider;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>Get-Content: what items contain, line by line.</summary>
[Cmdlet(VerbsCommon.Get, "Content", DefaultParameterSetName = "Path",
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096490")]
public class GetContentCommand : ContentCommand
{
    private const long All = -1;

    private long _totalCount = All;
    private int? _tail;

    /// <summary>Lines to write at a time; 0 is all.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public long ReadCount { get; set; } = 1;

    /// <summary>Lines from the beginning.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, long.MaxValue)]
    [Alias("First", "Head")]
    public long TotalCount
    {
        get => _totalCount;
        set => _totalCount = value;
    }

    /// <summary>Lines from the end.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateRange(0, int.MaxValue)]
    [Alias("Last")]
    public int Tail
    {
        get => _tail ?? -1;
        set => _tail = value;
    }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        InvokeProvider.Content.GetReaderDynamic(FirstPath, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_totalCount != All && _tail is not null)
        {
            ThrowTerminatingError(new ErrorRecord(
                new InvalidOperationException(
                    "The parameters TotalCount and Tail cannot be used "
                    + "together. Please specify only one parameter."),
                "TailAndHeadCannotCoexist", ErrorCategory.InvalidOperation,
                null));
        }

        if (_totalCount == 0)
        {
            return;
        }

        foreach (PathInfo place in Resolve(Path, mayBeNew: false))
        {
            Try(() => Read(place));
        }
    }

    private void Read(PathInfo place)
    {
        foreach (IContentReader reader in InvokeProvider.Content.GetReader(
            place.Path, NewLiteralContext()))
        {
            try
            {
                ReadFrom(reader, place);
            }
            finally
            {
                Close(place, reader.Close);
                reader.Dispose();
            }
        }
    }

    private void ReadFrom(IContentReader reader, PathInfo place)
    {
        if (_tail is null)
        {
            ReadForward(reader, place);
        }
        else if (place.Provider.Name != "FileSystem")
        {
            WriteError(new ErrorRecord(
                new InvalidOperationException(
                    "The Tail parameter currently is supported only for the "
                    + "FileSystem provider."),
                "TailNotSupported", ErrorCategory.InvalidOperation, Tail));
        }
        else if (_tail > 0 && SeekTail(reader, place))
        {
            ReadForward(reader, place);
        }
    }

    /// <summary>Goes back from the end; false if the end was read instead.</summary>
    private bool SeekTail(IContentReader reader, PathInfo place)
    {
        try
        {
            EngineMembers.Call(reader, "SeekItemsBackward", Tail);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
        catch (Exception problem) when (
            problem.GetType().Name == "BackReaderEncodingNotSupportedException")
        {
            // An encoding that can only be read forwards.
            reader.Seek(0, SeekOrigin.Begin);
            WriteLast(reader, place);
            return false;
        }
    }

    private void WriteLast(IContentReader reader, PathInfo place)
    {
        var last = new Queue<object>();
        while (NextBlock(reader, 1, place) is { Count: > 0 } block)
        {
            if (last.Count == Tail)
            {
                last.Dequeue();
            }

            last.Enqueue(block[0]!);
        }

        long count = 0;
        if (ReadCount == 1)
        {
            foreach (object item in last)
            {
                WriteContent(item, ++count, place);
            }

            return;
        }

        int size = ReadCount <= 0 ? int.MaxValue : (int)Math.Min(ReadCount, int.MaxValue);
        while (last.Count > 0)
        {
            var block = new object[Math.Min(size, last.Count)];
            for (int i = 0; i < block.Length; i++)
            {
                block[i] = last.Dequeue();
            }

            count += block.Length;
            WriteContent(block, count, place);
        }
    }

    private void ReadForward(IContentReader reader, PathInfo place)
    {
        long read = 0;
        while (_totalCount == All || read < _totalCount)
        {
            IList? block = NextBlock(reader, BlockSize(read), place);
            if (block is not { Count: > 0 })
            {
                return;
            }

            read += block.Count;
            WriteContent(ReadCount == 1 ? block[0]! : block, read, place);
        }
    }

    private long BlockSize(long read)
    {
        if (_totalCount == All)
        {
            return ReadCount;
        }

        long left = _totalCount - read;
        return ReadCount == 0 ? left : Math.Min(ReadCount, left);
    }

    private IList? NextBlock(
        IContentReader reader, long size, PathInfo place)
    {
        try
        {
            return reader.Read(size);
        }
        catch (Exception problem) when (!IsOfPipeline(problem))
        {
            WriteFailure(
                "ProviderContentReadError",
                "The invocation of Read on the '{0}' provider's content "
                    + "reader failed for path '{1}'. {2}",
                place, problem);
            return null;
        }
    }
}
