<#
.SYNOPSIS
    Runs the project's tests.

.DESCRIPTION
    Knows PowerShell tests (*.Tests.ps1; with Pester where a file is written
    for it and the module is installed, else as plain scripts whose exit code
    tells), a CTest build tree (in the root or below build/), and the test
    script of a package.json. Without Kind it takes the first of these that
    the project has. A project without tests is at fault.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER Kind
    Auto, PowerShell, CTest or Npm; several run one after the other.

.PARAMETER Filter
    A wildcard that the names of tests must match: the file's path from the
    root for PowerShell, the test's name for CTest. Not for Npm.

.PARAMETER List
    Say what would run; run nothing.

.PARAMETER Exclude
    Names of folders, or paths from the root, whose files are passed over.

.NOTES
    Stage: Testing
    Dependencies: 0407
    Tags: testing
    AllowParallel: true
    Timeout: 900
#>
param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [ValidateSet('Auto', 'PowerShell', 'CTest', 'Npm')]
    [string[]] $Kind = @('Auto'),
    [string] $Filter = '*',
    [switch] $List,
    [string[]] $Exclude = @('fixtures')
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Findings.ps1"
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"
. "$PSScriptRoot/lib/Tests.ps1"

# Suites: what a kind finds to run, each with its name and how to run it.
function Get-Suite {
    param([string] $Root, [string] $Kind, [string] $Filter, [string[]] $Exclude)
    switch ($Kind) {
        'PowerShell' { Get-PowerShellSuite $Root $Filter $Exclude }
        'CTest' { Get-CTestSuite $Root $Filter }
        'Npm' { Get-NpmSuite $Root }
    }
}

$root = Resolve-FullPath $Path
$suites = @(
    if ('Auto' -in $Kind) {
        foreach ($one in 'PowerShell', 'CTest', 'Npm') {
            $found = @(Get-Suite $root $one $Filter $Exclude)
            if ($found) { $found; break }
        }
    } else {
        foreach ($one in $Kind) { Get-Suite $root $one $Filter $Exclude }
    }
)
if (-not $suites) {
    "no tests found in $root"
    exit 1
}
if ($List) {
    foreach ($suite in $suites) { "$($suite.Kind): $($suite.Name)" }
    exit 0
}
$failed = 0
foreach ($suite in $suites) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $result = Invoke-Suite $suite
    $mark = if ($result.Passed) { 'passed' } else { 'FAILED' }
    $took = $watch.Elapsed.TotalSeconds.ToString('0.00', [cultureinfo]::InvariantCulture)
    "$mark  $($suite.Name) ($took s)"
    if (-not $result.Passed) {
        $failed++
        foreach ($line in $result.Lines) { "    $line" }
    }
}
$passed = $suites.Count - $failed
"$(Format-Count $suites.Count 'test'): $passed passed, $failed failed"
exit [int] ($failed -gt 0)
