<#
.SYNOPSIS
    Analyzes PowerShell files for likely faults.

.DESCRIPTION
    Reads each file into PowerShell's own syntax tree and checks it against
    the rules in lib/rules. Where the module PSScriptAnalyzer is installed,
    the errors that it finds are added; with a PSScriptAnalyzerSettings.psd1 in
    the project's root, all that those settings ask for.

    A line that ends in `# analyzer: ignore RuleId` is not reported for that
    rule.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER FilePath
    Files to analyze instead of the whole project.

.PARAMETER All
    Analyze the whole project, also where FilePath names files.

.PARAMETER Severity
    The severities to report. Information is no fault.

.PARAMETER ExcludeRule
    Ids of rules that are not asked.

.PARAMETER Exclude
    Names of folders, or paths from the root, whose files are passed over.

.PARAMETER OutputPath
    Also write the findings, as JSON, to this file.

.PARAMETER ListRules
    List the rules and analyze nothing.

.NOTES
    Stage: Testing
    Dependencies: 0407
    Tags: validation, quality, powershell
    AllowParallel: true
    Timeout: 300
#>
param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [string[]] $FilePath,
    [switch] $All,
    [ValidateSet('Error', 'Warning', 'Information')]
    [string[]] $Severity = @('Error', 'Warning', 'Information'),
    [string[]] $ExcludeRule,
    [string[]] $Exclude = @('fixtures', 'tests/powershell/host/cases'),
    [string] $OutputPath,
    [switch] $ListRules
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Findings.ps1"
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"
. "$PSScriptRoot/lib/ScriptAnalysis.ps1"

# What PSScriptAnalyzer finds, where it is installed.
function Invoke-InstalledAnalyzer {
    param([string] $Root, [object[]] $File, [string[]] $ExcludeRule)
    if (-not (Get-Module -ListAvailable -Name PSScriptAnalyzer)) { return }
    Import-Module PSScriptAnalyzer
    $options = @{ Severity = 'Error' }
    $settings = "$Root/PSScriptAnalyzerSettings.psd1"
    if ([IO.File]::Exists($settings)) { $options = @{ Settings = $settings } }
    foreach ($one in $File) {
        foreach ($record in (Invoke-ScriptAnalyzer -Path $one.FullPath @options)) {
            if ($record.RuleName -in $ExcludeRule) { continue }
            $level = "$($record.Severity)" -replace 'ParseError', 'Error'
            New-Finding $one.Path $record.Line $record.Column $record.RuleName $record.Message $level
        }
    }
}

function Write-FindingFile {
    param([string] $Path, [object[]] $Finding)
    $full = Resolve-FullPath $Path
    [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($full))
    $sorted = @(Get-SortedFinding $Finding)
    [IO.File]::WriteAllText($full, (ConvertTo-Json -InputObject $sorted -Depth 3) + "`n")
}

$rules = @(Get-AnalyzerRule | Where-Object { $_.Id -notin $ExcludeRule })
if ($ListRules) {
    foreach ($rule in $rules) { "$($rule.Id) ($($rule.Severity))" }
    exit 0
}
$root = Resolve-FullPath $Path
$files = @(Select-CheckedFile $root $FilePath -All:$All -Extension '.ps1', '.psm1' -Exclude $Exclude)
$findings = @(
    foreach ($file in $files) {
        Test-ScriptFile (Read-ScriptFile $file.FullPath $file.Path) $rules
    }
    Invoke-InstalledAnalyzer $root $files $ExcludeRule
)
$findings = @($findings | Where-Object { $_.Severity -in $Severity })
if ($OutputPath) { Write-FindingFile $OutputPath $findings }
Format-FindingReport $findings $files.Count
exit (Get-CheckExitCode $findings)
