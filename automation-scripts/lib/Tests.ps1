# Test suites of several kinds: found by Get-*Suite, run by Invoke-Suite, which
# answers with Passed and the Lines of output. Needs Programs.ps1 and
# ProjectFiles.ps1.

function Get-PowerShellSuite {
    param([string] $Root, [string] $Filter, [string[]] $Exclude)
    foreach ($path in (Get-ProjectFile $Root '.ps1' $Exclude)) {
        if ($path -notlike '*.Tests.ps1' -or $path -notlike $Filter) { continue }
        $full = [IO.Path]::GetFullPath("$Root/$path")
        $pester = [IO.File]::ReadAllText($full) -match '(?m)^\s*Describe\s'
        $kind = if ($pester) { 'Pester' } else { 'PowerShell' }
        [pscustomobject]@{ Kind = $kind; Name = $path; Path = $full; Filter = '' }
    }
}

# The build tree that was configured last.
function Get-CTestSuite {
    param([string] $Root, [string] $Filter)
    $folders = @($Root, "$Root/build")
    if ([IO.Directory]::Exists("$Root/build")) { $folders += [IO.Directory]::GetDirectories("$Root/build") }
    $newest = $folders | Where-Object { [IO.File]::Exists("$_/CTestTestfile.cmake") } |
        Sort-Object -Property { [IO.File]::GetLastWriteTimeUtc("$_/CTestTestfile.cmake") } -Descending |
        Select-Object -First 1
    if (-not $newest) { return }
    $name = "ctest in $(Format-ProjectPath $Root $newest)"
    [pscustomobject]@{ Kind = 'CTest'; Name = $name; Path = $newest; Filter = $Filter }
}

function Get-NpmSuite {
    param([string] $Root)
    $file = "$Root/package.json"
    if (-not [IO.File]::Exists($file)) { return }
    $package = [IO.File]::ReadAllText($file) | ConvertFrom-Json -AsHashtable
    if (-not $package.Contains('scripts') -or -not $package.scripts.Contains('test')) { return }
    [pscustomobject]@{ Kind = 'Npm'; Name = "npm test: $($package.scripts.test)"; Path = $Root; Filter = '' }
}

function Invoke-Suite {
    param($Suite)
    switch ($Suite.Kind) {
        'PowerShell' { Invoke-ScriptSuite $Suite.Path }
        'Pester' { Invoke-PesterSuite $Suite.Path }
        'CTest' {
            $arguments = @('--test-dir', $Suite.Path, '--output-on-failure', '--no-tests=error')
            if ($Suite.Filter -ne '*') { $arguments += '--tests-regex', (ConvertTo-Regex $Suite.Filter) }
            Invoke-ProgramSuite 'ctest' $arguments $Suite.Path
        }
        'Npm' { Invoke-ProgramSuite 'npm' @('test') $Suite.Path }
    }
}

# In this process, in a scope of its own: passed with exit code 0 and without
# a terminating error.
function Invoke-ScriptSuite {
    param([string] $File)
    Set-StrictMode -Off
    $ErrorActionPreference = 'Continue'
    $lines = [Collections.Generic.List[string]]::new()
    $before = Get-Location
    $passed = $false
    try {
        $global:LASTEXITCODE = 0
        & $File *>&1 | ForEach-Object { $lines.Add("$_") }
        $passed = $global:LASTEXITCODE -eq 0
        if (-not $passed) { $lines.Add("exit code $global:LASTEXITCODE") }
    } catch {
        $lines.Add("$($_.InvocationInfo.PositionMessage)")
        $lines.Add("$_")
    } finally {
        Set-Location -LiteralPath $before.Path
    }
    [pscustomobject]@{ Passed = $passed; Lines = $lines }
}

function Invoke-PesterSuite {
    param([string] $File)
    if (-not (Get-Module -ListAvailable -Name Pester)) {
        $lines = @('This needs the module Pester, which is not installed.')
        return [pscustomobject]@{ Passed = $false; Lines = $lines }
    }
    Import-Module Pester
    $result = Invoke-Pester -Path $File -PassThru -Output None
    $lines = foreach ($test in $result.Failed) { "$($test.ExpandedPath): $($test.ErrorRecord)" }
    [pscustomobject]@{ Passed = $result.FailedCount -eq 0; Lines = @($lines) }
}

function Invoke-ProgramSuite {
    param([string] $Name, [string[]] $Arguments, [string] $Folder)
    $program = Find-Program $Name
    if (-not $program) {
        return [pscustomobject]@{ Passed = $false; Lines = @("This needs $Name, which is not on PATH.") }
    }
    $ended = Invoke-Program $program $Arguments $Folder
    $lines = ($ended.Output + $ended.Error).TrimEnd().Split("`n")
    [pscustomobject]@{ Passed = $ended.ExitCode -eq 0; Lines = $lines }
}

function ConvertTo-Regex {
    param([string] $Wildcard)
    '^' + [regex]::Escape($Wildcard).Replace('\*', '.*').Replace('\?', '.') + '$'
}
