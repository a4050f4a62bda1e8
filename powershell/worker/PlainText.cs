#nullable enable
using System;
using System.Management.Automation;
using System.Reflection;

namespace AitherZero.Worker
{
    /// <summary>
    /// $PSStyle.OutputRendering = 'PlainText'. $PSStyle belongs to the whole
    /// process and is newer than the library that this is built against,
    /// hence by name; where there is none, there are no colours either.
    /// </summary>
    internal static class PlainText
    {
        private static readonly object? Style = typeof(PSObject).Assembly
            .GetType("System.Management.Automation.PSStyle")?
            .GetProperty("Instance", BindingFlags.Static | BindingFlags.Public)?.GetValue(null);

        private static readonly PropertyInfo? Rendering = Style?.GetType().GetProperty("OutputRendering");

        /// <summary>Undoes what a job before may have chosen.</summary>
        public static void Choose()
        {
            if (Rendering != null)
            {
                Rendering.SetValue(Style, Enum.Parse(Rendering.PropertyType, "PlainText"));
            }
        }
    }
}
