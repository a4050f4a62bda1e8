using System.Collections.Generic;
using System.Management.Automation;
using System.Management.Automation.Internal;
using Microsoft.PowerShell.Commands.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>
/// Set-Variable. Changes what the scope has, else makes it. Values from the
/// pipeline are collected when the name was given beforehand.
/// </summary>
[Cmdlet(VerbsCommon.Set, "Variable", SupportsShouldProcess = true, HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096624")]
[OutputType(typeof(PSVariable))]
public sealed class SetVariableCommand : VariableCommandBase
{
    private readonly List<object?> _values = [];
    private bool _nameIsGiven;
    private bool _valueIsGiven;
    private ScopedItemOptions? _option;
    private SessionStateEntryVisibility? _visibility;

    /// <summary>Names or patterns.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true, Mandatory = true)]
    public string[] Name { get; set; } = [];

    /// <summary>The value.</summary>
    [Parameter(Position = 1, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public object? Value { get; set; } = AutomationNull.Value;

    /// <summary>Patterns of the names that are taken.</summary>
    [Parameter]
    public string[] Include
    {
        get => IncludeFilters;
        set => IncludeFilters = value ?? [];
    }

    /// <summary>Patterns of the names that are left out.</summary>
    [Parameter]
    public string[] Exclude
    {
        get => ExcludeFilters;
        set => ExcludeFilters = value ?? [];
    }

    /// <summary>What it is for.</summary>
    [Parameter]
    public string? Description { get; set; }

    /// <summary>Read-only, constant, private, in all scopes.</summary>
    [Parameter]
    public ScopedItemOptions Option
    {
        get => _option.GetValueOrDefault();
        set => _option = value;
    }

    /// <summary>Changes a read-only one too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Whether others than scripts see it.</summary>
    [Parameter]
    public SessionStateEntryVisibility Visibility
    {
        get => _visibility.GetValueOrDefault();
        set => _visibility = value;
    }

    /// <summary>Writes the variables.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Adds to what the variable has.</summary>
    [Parameter]
    public SwitchParameter Append { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _nameIsGiven = Name.Length > 0;
        _valueIsGiven = Value != AutomationNull.Value;
        if (!Append)
        {
            return;
        }

        if (Name.Length != 1)
        {
            var record = new ErrorRecord(
                new PSInvalidOperationException(), "SetVariableAppend", ErrorCategory.InvalidOperation, Name)
            {
                ErrorDetails = new ErrorDetails("Use a single variable rather than a collection"),
            };
            ThrowTerminatingError(record);
        }

        AddPresent(((PSVariable?)(Scope is null
            ? SessionState.PSVariable.Get(Name[0])
            : EngineMembers.Call(SessionState.PSVariable, "GetAtScope", Name[0], Scope)))?.Value);
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!_nameIsGiven)
        {
            SetAll(Value);
        }
        else if (Value != AutomationNull.Value && (!_valueIsGiven || Append))
        {
            _values.Add(Value);
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (!_nameIsGiven)
        {
            return;
        }

        SetAll(_valueIsGiven && !Append ? Value : _values switch
        {
            [] => AutomationNull.Value,
            [object only] => only,
            _ => _values.ToArray(),
        });
    }

    private void AddPresent(object? present)
    {
        if (present is null)
        {
            return;
        }

        if (LanguagePrimitives.GetEnumerable(present) is System.Collections.IEnumerable list)
        {
            foreach (object? item in list)
            {
                _values.Add(item);
            }
        }
        else
        {
            _values.Add(present);
        }
    }

    private void SetAll(object? value)
    {
        foreach (string name in Name)
        {
            List<PSVariable> found = Find(name, Scope ?? "local", quiet: true, out bool filtered);
            if (found.Count == 0 && !filtered)
            {
                Create(name, value == AutomationNull.Value ? null : value);
            }

            foreach (PSVariable variable in found)
            {
                Change(variable, value);
            }
        }
    }

    private bool Confirm(string name, object? value) =>
        ShouldProcess($"Name: {name} Value: {(value == AutomationNull.Value ? null : value)}", "Set variable");

    private void Create(string name, object? value)
    {
        if (!Confirm(name, value))
        {
            return;
        }

        object? result = null;
        bool done = Try(() =>
        {
            var variable = new PSVariable(name, value, Option) { Description = Description ?? string.Empty };
            if (_visibility is SessionStateEntryVisibility visibility)
            {
                variable.Visibility = visibility;
            }

            result = Scope is null
                ? EngineMembers.Call(EngineState, "SetVariable", variable, Force.IsPresent, MyInvocation.CommandOrigin)
                : EngineMembers.Call(EngineState, "SetVariableAtScope", variable, Scope, Force.IsPresent, MyInvocation.CommandOrigin);
        });
        if (done && PassThru && result is not null)
        {
            WriteObject(result);
        }
    }

    private void Change(PSVariable variable, object? value)
    {
        if (!Confirm(variable.Name, value))
        {
            return;
        }

        bool done = Try(() => WhileWritable(variable, Force, () => Assign(variable, value)));
        if (done && _option is ScopedItemOptions option && variable.Options != option)
        {
            done = Try(() => EngineMembers.Call(variable, "SetOptions", option, Force.IsPresent));
        }

        if (done && PassThru)
        {
            WriteObject(variable);
        }
    }

    private void Assign(PSVariable variable, object? value)
    {
        if (value != AutomationNull.Value)
        {
            variable.Value = value;
        }

        if (Description is not null)
        {
            variable.Description = Description;
        }

        if (_visibility is SessionStateEntryVisibility visibility)
        {
            variable.Visibility = visibility;
        }
    }
}
