using System;
using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace AitherZero.PowerShell.Utility.Files;

/// <summary>Takes an encoding by PowerShell's name for it, by .NET's, or by its code page.</summary>
internal sealed class EncodingArgumentAttribute : ArgumentTransformationAttribute
{
    /// <summary>UTF-8 without a byte order mark, PowerShell's default.</summary>
    public static Encoding Default { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object data = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return data switch
        {
            string name => ByName(name),
            int codePage => ByCodePage(codePage),
            _ => inputData,
        };
    }

    private static Encoding ByName(string name) => name.ToLowerInvariant() switch
    {
        "ansi" => ByCodePage(CultureInfo.CurrentCulture.TextInfo.ANSICodePage),
        "ascii" => Encoding.ASCII,
        "bigendianunicode" => Encoding.BigEndianUnicode,
        "bigendianutf32" => new UTF32Encoding(bigEndian: true, byteOrderMark: true),
        "default" or "utf8" or "utf8nobom" => Default,
        "oem" => Oem(),
        "string" or "unicode" or "unknown" => Encoding.Unicode,
#pragma warning disable SYSLIB0001 // PowerShell still has it.
        "utf7" => Encoding.UTF7,
#pragma warning restore SYSLIB0001
        "utf8bom" => Encoding.UTF8,
        "utf32" => Encoding.UTF32,
        _ => ByDotNetName(name),
    };

    private static Encoding ByDotNetName(string name)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out int codePage)
            ? Encoding.GetEncoding(codePage)
            : Encoding.GetEncoding(name);
    }

    private static Encoding ByCodePage(int codePage)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(codePage);
    }

    /// <summary>Only Windows has an OEM code page.</summary>
    private static Encoding Oem() => OperatingSystem.IsWindows()
        ? ByCodePage(CultureInfo.CurrentCulture.TextInfo.OEMCodePage)
        : Default;
}

/// <summary>Completes PowerShell's names of encodings.</summary>
internal sealed class EncodingCompletionsAttribute : ArgumentCompletionsAttribute
{
    public EncodingCompletionsAttribute()
        : base(
            "ansi", "ascii", "bigendianunicode", "bigendianutf32", "oem",
            "unicode", "utf7", "utf8", "utf8BOM", "utf8NoBOM", "utf32")
    {
    }
}
