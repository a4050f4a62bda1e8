using System;
using System.Management.Automation;
using AitherZero.PowerShell.Management;
using AitherZero.PowerShell.Management.Engine;

namespace Microsoft.PowerShell.Commands;

/// <summary>New-PSDrive: gives a place of a provider a drive's name.</summary>
[Cmdlet(VerbsCommon.New, "PSDrive", SupportsShouldProcess = true,
    HelpUri = "https://go.microsoft.com/fwlink/?LinkID=2096815")]
public class NewPSDriveCommand : CredentialCommand
{
    /// <summary>The drive's name, without a colon.</summary>
    [Parameter(
        Position = 0, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string Name { get; set; } = string.Empty;

    /// <summary>The provider's name.</summary>
    [Parameter(
        Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    public string PSProvider { get; set; } = string.Empty;

    /// <summary>The place that the drive begins at.</summary>
    [Parameter(
        Position = 2, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string Root { get; set; } = string.Empty;

    /// <summary>A text for people.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>The scope it lives in; the current one if left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Scope { get; set; }

    internal override object? DynamicParametersOf(ProviderContext context) =>
        string.IsNullOrEmpty(PSProvider)
            ? null
            : SessionState.Drive.NewDynamic(PSProvider, context);

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        try
        {
            ProviderInfo provider = SessionState.Provider.GetOne(PSProvider);
            if (ShouldProcess(
                $"Name: {Name} Provider: {provider} Root: {Root}",
                "New drive"))
            {
                var drive = new PSDriveInfo(
                    Name, provider, Root, Description, Credential);
                SessionState.Drive.New(drive, Scope, NewContext());
            }
        }
        catch (Exception problem) when (
            IsProblemOfPath(problem)
            || problem is PSArgumentException or SessionStateException)
        {
            WriteError(RecordOf(problem));
        }
    }
}
