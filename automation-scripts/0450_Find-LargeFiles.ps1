<#
.SYNOPSIS
    Finds files that are too large for a repository, and files that git does
    not track.

.DESCRIPTION
    A large file makes every clone large for ever, so it is a fault. A file
    that git neither tracks nor ignores is noted, and is a fault on demand.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER MaxSizeKB
    The largest size that is fine, in KiB.

.PARAMETER FailOnUntracked
    Untracked files are faults, too.

.PARAMETER Exclude
    Names of folders, or paths from the root, whose files are passed over.

.NOTES
    Stage: Maintenance
    Dependencies: 0400
    Tags: validation, repository
    AllowParallel: true
    Timeout: 60
#>
param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [ValidateRange(1, 1GB)]
    [int] $MaxSizeKB = 1024,
    [switch] $FailOnUntracked,
    [string[]] $Exclude
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Findings.ps1"
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"

$root = Resolve-FullPath $Path
$files = @(Get-ProjectFile $root -Exclude $Exclude)
$findings = @(
    foreach ($file in $files) {
        $size = [IO.FileInfo]::new("$root/$file").Length
        if ($size -gt $MaxSizeKB * 1KB) {
            $found = [math]::Ceiling($size / 1KB)
            New-Finding $file 0 0 'large-file' "$found KiB; the most is $MaxSizeKB KiB"
        }
    }
    foreach ($file in (Get-GitFile $root '--others')) {
        if (Test-Excluded $file $Exclude) { continue }
        $severity = if ($FailOnUntracked) { 'Error' } else { 'Information' }
        New-Finding $file 0 0 'untracked' 'git neither tracks nor ignores it' $severity
    }
)
Format-FindingReport $findings $files.Count
exit (Get-CheckExitCode $findings)
