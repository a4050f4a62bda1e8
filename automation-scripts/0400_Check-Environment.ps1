<#
.SYNOPSIS
    Checks that this machine can work on the project.

.DESCRIPTION
    PowerShell's version, the tools and their versions, free disk space, a
    temporary folder that can be written, and whether the project is a git
    repository. A missing tool is a fault only where Require names it.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER Require
    Tools that must be on PATH.

.PARAMETER Tool
    Tools that are good to have.

.PARAMETER MinimumFreeMB
    Free space that the disks of the project and of temporary files need.

.PARAMETER MinimumPowerShell
    The oldest PowerShell that will do.

.NOTES
    Stage: Environment
    Dependencies: None
    Tags: environment, validation
    AllowParallel: true
    Timeout: 60
#>
param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [string[]] $Require,
    [string[]] $Tool = @('git', 'cmake', 'ninja', 'c++'),
    [int] $MinimumFreeMB = 256,
    [version] $MinimumPowerShell = '7.4'
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"

function Get-Result {
    param([string] $Name, [string] $Value, [string] $Fault)
    [pscustomobject]@{ Name = $Name; Value = $Value; Fault = $Fault }
}

function Test-PowerShellVersion {
    param([version] $Minimum)
    $version = "$($PSVersionTable.PSVersion)"
    # A preview such as 7.6.0-rc.1 has the version before the dash.
    $fault = if ([version] ($version -split '[-+]')[0] -lt $Minimum) { "older than $Minimum" } else { '' }
    Get-Result 'PowerShell' "$version, $($PSVersionTable.OS)" $fault
}

# All tools say their version at the same time.
function Test-Tool {
    param([string[]] $Require, [string[]] $Tool)
    $asked = @(
        foreach ($name in ($Require + $Tool | Select-Object -Unique)) {
            if (-not $name) { continue }
            $path = Find-Program $name
            $program = if ($path) { Start-Program $path '--version' } else { $null }
            @{ Name = $name; Path = $path; Program = $program }
        }
    )
    foreach ($one in $asked) {
        if (-not $one.Path) {
            $fault = if ($one.Name -in $Require) { 'not found on PATH' } else { '' }
            Get-Result $one.Name 'not installed' $fault
            continue
        }
        $ended = Wait-Program $one.Program
        $line = ($ended.Output + $ended.Error).Trim().Split("`n")[0].Trim()
        $fault = if ($ended.ExitCode) { "--version ends with $($ended.ExitCode)" } else { '' }
        Get-Result $one.Name "$line ($($one.Path))" $fault
    }
}

function Test-FreeSpace {
    param([string] $Name, [string] $Folder, [int] $MinimumMB)
    $free = [math]::Floor([IO.DriveInfo]::new($Folder).AvailableFreeSpace / 1MB)
    $fault = if ($free -lt $MinimumMB) { "less than $MinimumMB MiB" } else { '' }
    Get-Result $Name "$free MiB free ($Folder)" $fault
}

function Test-TemporaryFolder {
    $folder = [IO.Path]::GetTempPath()
    $file = [IO.Path]::Combine($folder, "check-$([guid]::NewGuid()).tmp")
    try {
        [IO.File]::WriteAllText($file, 'x')
        [IO.File]::Delete($file)
        Get-Result 'temporary files' $folder ''
    } catch {
        Get-Result 'temporary files' $folder $_.Exception.GetBaseException().Message
    }
}

function Test-Repository {
    param([string] $Root)
    $git = Find-Program 'git'
    if (-not $git) { return }
    $asked = Invoke-Program $git ('-C', $Root, 'rev-parse', '--abbrev-ref', 'HEAD')
    $value = "on $($asked.Output.Trim())"
    if ($asked.ExitCode) { $value = 'none, so checks look at all files' }
    Get-Result 'git repository' $value ''
}

$root = Resolve-FullPath $Path
if (-not [IO.Directory]::Exists($root)) { throw "There is no folder '$Path'." }
$results = @(
    Test-PowerShellVersion $MinimumPowerShell
    Test-Tool $Require $Tool
    Test-FreeSpace 'disk of the project' $root $MinimumFreeMB
    Test-FreeSpace 'disk of temporary files' ([IO.Path]::GetTempPath()) $MinimumFreeMB
    Test-TemporaryFolder
    Test-Repository $root
)
$width = ($results | ForEach-Object { $_.Name.Length } | Measure-Object -Maximum).Maximum
$faults = 0
foreach ($result in $results) {
    $line = "$($result.Name.PadRight($width))  $($result.Value)"
    if ($result.Fault) {
        $faults++
        $line += "  FAULT: $($result.Fault)"
    }
    $line
}
if ($faults) {
    "$($results.Count) things checked: $faults at fault"
    exit 1
}
"$($results.Count) things checked: all fine"
exit 0
