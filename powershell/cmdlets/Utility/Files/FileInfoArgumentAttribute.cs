using System.Collections;
using System.IO;
using System.Linq;
using System.Management.Automation;

namespace AitherZero.PowerShell.Utility.Files;

/// <summary>Takes files as well as paths: a file stands for its full name.</summary>
internal sealed class FileInfoArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data switch
        {
            FileInfo file => file.FullName,
            IList list => list.Cast<object?>().Select(NameOf).ToArray(),
            _ => inputData,
        };
    }

    private static object? NameOf(object? item) =>
        (item is PSObject wrapped ? wrapped.BaseObject : item) is FileInfo file ? file.FullName : item;
}
