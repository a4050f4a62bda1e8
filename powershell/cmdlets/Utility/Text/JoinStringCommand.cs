using System.Globalization;
using System.Linq;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Text;

namespace Microsoft.PowerShell.Commands;

/// <summary>Join-String: objects, or a property of them, as one string.</summary>
[Cmdlet(VerbsCommon.Join, "String", RemotingCapability = RemotingCapability.None,
    DefaultParameterSetName = "default")]
[OutputType(typeof(string))]
public sealed class JoinStringCommand : PSCmdlet
{
    private readonly StringBuilder _text = new();
    private string? _separator;
    private bool _hasItem;

    /// <summary>What to take of each object: a name or a script block.</summary>
    [Parameter(Position = 0)]
    public PSPropertyExpression? Property { get; set; }

    /// <summary>Between two objects; $OFS when absent.</summary>
    [Parameter(Position = 1)]
    [AllowEmptyString]
    public string Separator
    {
        get => _separator ??= LanguagePrimitives.ConvertTo<string>(GetVariableValue("OFS")) ?? "";
        set => _separator = value;
    }

    /// <summary>Before all.</summary>
    [Parameter]
    [Alias("op")]
    public string? OutputPrefix { get; set; }

    /// <summary>After all.</summary>
    [Parameter]
    [Alias("os")]
    public string? OutputSuffix { get; set; }

    /// <summary>Each in single quotes.</summary>
    [Parameter(ParameterSetName = "SingleQuote")]
    public SwitchParameter SingleQuote { get; set; }

    /// <summary>Each in double quotes.</summary>
    [Parameter(ParameterSetName = "DoubleQuote")]
    public SwitchParameter DoubleQuote { get; set; }

    /// <summary>A format for each.</summary>
    [Parameter(ParameterSetName = "Format")]
    public string? FormatString { get; set; }

    /// <summary>Numbers and dates as the culture writes them.</summary>
    [Parameter]
    public SwitchParameter UseCulture { get; set; }

    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _text.Append(OutputPrefix);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject? item in InputObject ?? [])
        {
            if (item is null || item == AutomationNull.Value)
            {
                continue;
            }

            if (_hasItem)
            {
                _text.Append(Separator);
            }

            _hasItem = true;
            Append(Property is null
                ? item
                : Property.GetValues(item, expand: false, eatExceptions: true).FirstOrDefault()?.Result);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(_text.Append(OutputSuffix).ToString());

    private void Append(object? value)
    {
        CultureInfo culture = UseCulture ? CultureInfo.CurrentCulture : CultureInfo.InvariantCulture;
        if (!string.IsNullOrEmpty(FormatString))
        {
            _text.AppendFormat(culture, FormatString, value);
            return;
        }

        string quote = SingleQuote ? "'" : DoubleQuote ? "\"" : "";
        object? text = LanguagePrimitives.ConvertTo(value, typeof(string), culture);
        _text.Append(quote).Append((string?)text).Append(quote);
    }
}
