<#
.SYNOPSIS
    Finds syntax errors in PowerShell files.

.DESCRIPTION
    Parses files with PowerShell's own parser, without running them, and
    reports what it cannot read.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER FilePath
    Files to check instead of the whole project.

.PARAMETER All
    Check the whole project, also where FilePath names files.

.PARAMETER Exclude
    Names of folders, or paths from the root, whose files are passed over.

.NOTES
    Stage: Testing
    Dependencies: 0400
    Tags: validation, syntax, powershell
    AllowParallel: true
    Timeout: 120
#>
param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [string[]] $FilePath,
    [switch] $All,
    [string[]] $Exclude = @('fixtures')
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Findings.ps1"
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"

$root = Resolve-FullPath $Path
$files = @(Select-CheckedFile $root $FilePath -All:$All -Extension '.ps1', '.psm1', '.psd1' -Exclude $Exclude)
$findings = @(
    foreach ($file in $files) {
        $tokens = $null
        $errors = $null
        # Not ParseFile: a byte order mark or its absence must not matter.
        $text = [IO.File]::ReadAllText($file.FullPath)
        [void] [Management.Automation.Language.Parser]::ParseInput(
            $text, $file.FullPath, [ref] $tokens, [ref] $errors)
        ConvertFrom-ParseError $file.Path $errors
    }
)
Format-FindingReport $findings $files.Count
exit (Get-CheckExitCode $findings)
