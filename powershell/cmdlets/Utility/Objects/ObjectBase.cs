using System.Collections.Generic;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;

namespace Microsoft.PowerShell.Commands;

/// <summary>The parameters of the cmdlets that compare objects; collects their input.</summary>
public abstract class ObjectBase : PSCmdlet
{
    /// <summary>The objects.</summary>
    [Parameter(ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = AutomationNull.Value;

    /// <summary>What they are compared by.</summary>
    [Parameter(Position = 0)]
    public object[]? Property { get; set; }

    /// <summary>The culture whose rules hold, by name or number.</summary>
    [Parameter]
    public string Culture { get; set; } = string.Empty;

    /// <summary>Tells capital letters from small ones.</summary>
    [Parameter]
    public SwitchParameter CaseSensitive { get; set; }

    internal List<PSObject> Input { get; } = [];

    internal CultureInfo EffectiveCulture =>
        string.IsNullOrEmpty(Culture) ? CultureInfo.CurrentCulture
        : int.TryParse(Culture, NumberStyles.Integer, CultureInfo.InvariantCulture, out int number) ? new CultureInfo(number)
        : new CultureInfo(Culture);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (InputObject is not null && InputObject != AutomationNull.Value)
        {
            Input.Add(InputObject);
        }
    }
}
