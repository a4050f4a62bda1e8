using System.Management.Automation;
using AitherZero.PowerShell.Management.Engine;

namespace AitherZero.PowerShell.Management;

/// <summary>Adds -Credential.</summary>
public abstract class CredentialCommand : ProviderCommand
{
    /// <summary>Whom the provider is to act for.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Credential]
    public PSCredential? Credential { get; set; }

    internal override PSCredential? ProviderCredential => Credential;
}

/// <summary>Adds the filters.</summary>
public abstract class FilteredCommand : CredentialCommand
{
    /// <inheritdoc/>
    [Parameter]
    public override string? Filter
    {
        get => base.Filter;
        set => base.Filter = value;
    }

    /// <inheritdoc/>
    [Parameter]
    public override string[] Include
    {
        get => base.Include;
        set => base.Include = value;
    }

    /// <inheritdoc/>
    [Parameter]
    public override string[] Exclude
    {
        get => base.Exclude;
        set => base.Exclude = value;
    }
}

/// <summary>Adds -Path, by property name, and -LiteralPath.</summary>
public abstract class PathCommand : FilteredCommand
{
    private string[] _paths = [];

    /// <summary>Paths with wildcards.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Path", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    public string[] Path
    {
        get => _paths;
        set => _paths = value;
    }

    /// <summary>Paths as they are.</summary>
    [Parameter(
        ParameterSetName = "LiteralPath", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => _paths;
        set
        {
            IsLiteral = true;
            _paths = value;
        }
    }

    /// <summary>The path that decides about dynamic parameters.</summary>
    internal string FirstPath => _paths is { Length: > 0 } ? _paths[0] : ".";
}

/// <summary>As <see cref="PathCommand"/>; -Path also takes piped text.</summary>
public abstract class PipedPathCommand : FilteredCommand
{
    private string[] _paths = [];

    /// <summary>Paths with wildcards.</summary>
    [Parameter(
        Position = 0, ParameterSetName = "Path", Mandatory = true,
        ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string[] Path
    {
        get => _paths;
        set => _paths = value;
    }

    /// <summary>Paths as they are.</summary>
    [Parameter(
        ParameterSetName = "LiteralPath", Mandatory = true,
        ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string[] LiteralPath
    {
        get => _paths;
        set
        {
            IsLiteral = true;
            _paths = value;
        }
    }

    internal string FirstPath => _paths is { Length: > 0 } ? _paths[0] : ".";
}
