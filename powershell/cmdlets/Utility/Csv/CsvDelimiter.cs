using System.Globalization;

namespace AitherZero.PowerShell.Utility.Csv;

/// <summary>What is between two fields.</summary>
internal static class CsvDelimiter
{
    /// <summary>The culture's, the one given, or a comma.</summary>
    public static char Of(bool useCulture, char given) =>
        useCulture ? CultureInfo.CurrentCulture.TextInfo.ListSeparator[0]
        : given == '\0' ? ','
        : given;
}
