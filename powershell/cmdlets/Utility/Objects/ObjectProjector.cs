using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;

namespace Microsoft.PowerShell.Commands.Objects;

/// <summary>
/// What of an object goes on: the object itself, a new one of some of its
/// properties, or the value of one of them.
/// </summary>
internal sealed class ObjectProjector(
    PSCmdlet cmdlet, List<PropertyArgument> properties, string[]? excluded, string? expanded,
    Action<PSObject, IReadOnlyList<PSNoteProperty>> write)
{
    private readonly List<WildcardPattern> _excluded =
        (excluded ?? []).Select(e => WildcardPattern.Get(e, WildcardOptions.IgnoreCase)).ToList();

    private readonly PSPropertyExpression? _expanded =
        string.IsNullOrEmpty(expanded) ? null : new PSPropertyExpression(expanded);

    /// <summary>Writes what is left of <paramref name="source"/>; errors of one property do not stop the others.</summary>
    internal void Project(PSObject source)
    {
        if (properties.Count == 0 && _expanded is null)
        {
            write(source, []);
            return;
        }

        var chosen = new List<PSNoteProperty>();
        foreach (PropertyArgument property in properties)
        {
            Evaluate(property, source, chosen);
        }

        if (_expanded is null)
        {
            WriteNew(source, chosen);
        }
        else
        {
            Expand(source, chosen);
        }
    }

    private void Evaluate(PropertyArgument property, PSObject source, List<PSNoteProperty> chosen)
    {
        var results = new List<PSPropertyExpressionResult>();
        foreach (PSPropertyExpression one in property.Expression.ResolveNames(source))
        {
            if (!IsExcluded(one))
            {
                results.AddRange(one.GetValues(source));
            }
        }

        // A name that is not there makes a property all the same.
        if (results.Count == 0 && !property.Expression.HasWildCardCharacters)
        {
            results.Add(new PSPropertyExpressionResult(null, property.Expression, null));
        }

        if (!string.IsNullOrEmpty(property.Name) && results.Count > 1)
        {
            WriteError("Cannot rename multiple results.", "RenamingMultipleResults", ErrorCategory.InvalidOperation, source);
            return;
        }

        foreach (PSPropertyExpressionResult result in results.Where(r => !IsExcluded(r.ResolvedExpression)))
        {
            chosen.Add(new PSNoteProperty(NameOf(property, result), result.Result));
        }
    }

    private string NameOf(PropertyArgument property, PSPropertyExpressionResult result)
    {
        string name = string.IsNullOrEmpty(property.Name) ? result.ResolvedExpression.ToString() : property.Name;
        if (string.IsNullOrEmpty(name))
        {
            cmdlet.ThrowTerminatingError(new ErrorRecord(
                new PSArgumentException("A property is an empty script block and does not provide a name.", nameof(SelectObjectCommand.Property)),
                "EmptyScriptBlockAndNoName", ErrorCategory.InvalidArgument, null));
        }

        return name;
    }

    private bool IsExcluded(PSPropertyExpression expression)
    {
        string name = expression.ToString();
        return _excluded.Exists(e => e.IsMatch(name));
    }

    private void WriteNew(PSObject source, List<PSNoteProperty> chosen)
    {
        var result = new PSObject();
        foreach (PSNoteProperty property in chosen)
        {
            if (result.Properties[property.Name] is null)
            {
                result.Properties.Add(property);
            }
            else
            {
                WriteExists(property.Name, source, "AlreadyExistingUserSpecifiedPropertyNoExpand");
            }
        }

        write(result, chosen);
    }

    private void Expand(PSObject source, List<PSNoteProperty> chosen)
    {
        List<PSPropertyExpressionResult> results = _expanded!.GetValues(source);
        switch (results)
        {
            case []:
                WriteArgumentError($"Property \"{expanded}\" cannot be found.", "ExpandPropertyNotFound", source);
                return;
            case [_, _, ..]:
                WriteArgumentError("Multiple properties cannot be expanded.", "MutlipleExpandProperties", source);
                return;
            case [{ Exception: Exception problem }]:
                cmdlet.WriteError(new ErrorRecord(problem, "PropertyEvaluationExpand", ErrorCategory.InvalidResult, source));
                return;
        }

        object? value = results[0].Result;
        IEnumerable? list = LanguagePrimitives.GetEnumerable(value);
        foreach (object? item in list ?? (value is null ? Array.Empty<object>() : new[] { value }))
        {
            if (item is not null)
            {
                WriteExpanded(item, source, chosen);
            }
        }
    }

    /// <summary>The chosen properties go with the value, not into an object that others hold.</summary>
    private void WriteExpanded(object value, PSObject source, List<PSNoteProperty> chosen)
    {
        PSObject result = chosen.Count > 0 && value is not PSObject ? new PSObject(value) : PSObject.AsPSObject(value);
        foreach (PSNoteProperty property in chosen)
        {
            try
            {
                if (result.Properties[property.Name] is not null)
                {
                    WriteExists(property.Name, source, "AlreadyExistingUserSpecifiedPropertyExpand");
                }
                else
                {
                    result.Properties.Add(new PSNoteProperty(property.Name, property.Value));
                }
            }
            catch (ExtendedTypeSystemException)
            {
                WriteExists(property.Name, source, "AlreadyExistingUserSpecifiedPropertyExpand");
            }
        }

        write(result, chosen);
    }

    private void WriteExists(string name, PSObject source, string id) => WriteError(
        $"The property cannot be processed because the property \"{name}\" already exists.", id, ErrorCategory.InvalidOperation, source);

    private void WriteArgumentError(string message, string id, PSObject source) => cmdlet.WriteError(new ErrorRecord(
        new PSArgumentException(message, nameof(SelectObjectCommand.ExpandProperty)), id, ErrorCategory.InvalidArgument, source));

    private void WriteError(string message, string id, ErrorCategory category, PSObject source) =>
        cmdlet.WriteError(new ErrorRecord(new PSInvalidOperationException(message), id, category, source));
}
