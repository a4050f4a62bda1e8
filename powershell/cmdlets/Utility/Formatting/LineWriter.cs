using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace AitherZero.PowerShell.Utility.Formatting;

/// <summary>Hands each line of the formatter on as it comes.</summary>
internal sealed class LineWriter : TextWriter
{
    private readonly Action<string> _onLine;

    public LineWriter(Action<string> onLine)
        : base(CultureInfo.CurrentCulture) => _onLine = onLine;

    public override Encoding Encoding => new UnicodeEncoding();

    public override void WriteLine(string? value) => _onLine(value ?? "");

    /// <summary>A line whose end the formatter suppresses.</summary>
    public override void Write(string? value) => _onLine(value ?? "");

    public override void Write(char value) => _onLine(value.ToString());
}
