using System.Management.Automation;
using Microsoft.PowerShell.Commands.Internal.Format;

namespace AitherZero.PowerShell.Utility.Formatting;

/// <summary>
/// The settings of Format-Wide and Format-Custom, which have no public base
/// of their own in the engine: the parameters common to all formatters, put
/// into the object that the formatter reads.
/// </summary>
internal static class ShapeParameters
{
    /// <summary>Hands the settings to the formatter; after the base has begun, which sets none.</summary>
    /// <param name="cmdlet">Whose common parameters count.</param>
    /// <param name="definition">The engine's type for the Property parameter.</param>
    /// <param name="properties">The Property parameter; empty for the default.</param>
    /// <param name="autoSize">Only Format-Wide has it.</param>
    /// <param name="specific">The engine's object with the settings of the shape.</param>
    public static void Apply(
        OuterFormatShapeCommandBase cmdlet, string definition, object[] properties, bool? autoSize, object specific)
    {
        object parameters = FormatterMembers.Create("FormattingCommandLineParameters");
        if (properties.Length > 0)
        {
            FormatterMembers.SetField(
                parameters, "mshParameterList", FormatterMembers.ProcessProperties(cmdlet, definition, properties));
        }

        if (!string.IsNullOrEmpty(cmdlet.View))
        {
            if (properties.Length > 0)
            {
                FormatterMembers.Call(cmdlet, "ReportCannotSpecifyViewAndProperty");
            }

            FormatterMembers.SetField(parameters, "viewName", cmdlet.View);
        }

        FormatterMembers.SetField(
            parameters, "groupByParameter", FormatterMembers.Call(cmdlet, "ProcessGroupByParameter"));
        FormatterMembers.SetField(
            parameters, "expansion", FormatterMembers.Call(cmdlet, "ProcessExpandParameter"));
        FormatterMembers.SetField(parameters, "forceFormattingAlsoOnOutOfBand", cmdlet.Force.ToBool());
        CopyErrorSwitch(cmdlet, parameters, "showErrorsAsMessages");
        CopyErrorSwitch(cmdlet, parameters, "showErrorsInFormattedOutput");
        FormatterMembers.SetField(parameters, "autosize", autoSize);
        FormatterMembers.SetField(parameters, "shapeParameters", specific);
        FormatterMembers.SetParameters(cmdlet, parameters);
    }

    private static void CopyErrorSwitch(PSCmdlet cmdlet, object parameters, string name) =>
        FormatterMembers.SetField(parameters, name, FormatterMembers.GetField(cmdlet, name));
}
