# Tests without a framework. A test file dot-sources this, calls Test-Case for
# each situation, and ends with Complete-Test, which exits: 0 all passed, 1 not
# (also where no case ran).

$script:CaseCount = 0
$script:FailedCount = 0
$script:FixtureFolder = [IO.Path]::GetFullPath("$PSScriptRoot/../fixtures")
$script:SampleFolder = [IO.Path]::GetFullPath("$PSScriptRoot/../../../automation-scripts")

function Test-Case {
    param([string] $Name, [scriptblock] $Body)
    $script:CaseCount++
    try {
        & $Body
        "ok    $Name"
    } catch {
        $script:FailedCount++
        "FAIL  $Name"
        "      $_"
        "      $($_.ScriptStackTrace -replace "`n", "`n      ")"
    }
}

function Complete-Test {
    "$script:CaseCount cases, $script:FailedCount failed"
    exit [int] ($script:FailedCount -gt 0 -or $script:CaseCount -eq 0)
}

function Assert-Equal {
    param($Expected, $Actual, [string] $What = 'value')
    $wanted = @($Expected) -join "`n"
    $got = @($Actual) -join "`n"
    if ($wanted -cne $got) { throw "$What should be`n$wanted`nbut is`n$got" }
}

function Assert-Like {
    param([string] $Pattern, $Actual, [string] $What = 'output')
    foreach ($line in $Actual) {
        if ($line -clike $Pattern) { return }
    }
    throw "no line of the $What is like '$Pattern':`n$(@($Actual) -join "`n")"
}

# Runs a sample script by its number: ExitCode and Lines.
function Invoke-Sample {
    param([string] $Number, [hashtable] $Parameters = @{})
    $file = [IO.Directory]::GetFiles($script:SampleFolder, "${Number}_*.ps1")
    $global:LASTEXITCODE = -1
    $lines = @(& $file[0] @Parameters *>&1 | ForEach-Object { "$_" })
    [pscustomobject]@{ ExitCode = $global:LASTEXITCODE; Lines = $lines }
}

# Runs a sample and compares exit code and all lines but the last, the count.
function Assert-Finding {
    param([string] $Number, [hashtable] $Parameters, [string[]] $Expected)
    $result = Invoke-Sample $Number $Parameters
    $found = if ($result.Lines.Count -gt 1) { $result.Lines[0..($result.Lines.Count - 2)] }
    Assert-Equal $Expected $found 'findings'
    Assert-Equal ([int] ($Expected.Count -gt 0)) $result.ExitCode 'exit code'
}

# A folder of its own for a body, removed afterwards. (The body sees the names
# in here before those of its own file, so these are unlikely ones.)
function Use-TemporaryFolder {
    param([scriptblock] $Body)
    $madeFolder = [IO.Path]::Combine([IO.Path]::GetTempPath(), "samples-$([guid]::NewGuid())")
    [void] [IO.Directory]::CreateDirectory($madeFolder)
    try {
        & $Body $madeFolder
    } finally {
        # What git writes is read-only, which Windows will not delete.
        foreach ($madeFile in [IO.DirectoryInfo]::new($madeFolder).EnumerateFiles('*', 'AllDirectories')) {
            $madeFile.Attributes = 'Normal'
        }
        [IO.Directory]::Delete($madeFolder, $true)
    }
}

function Write-TestFile {
    param([string] $Path, [string] $Text)
    [void] [IO.Directory]::CreateDirectory([IO.Path]::GetDirectoryName($Path))
    [IO.File]::WriteAllText($Path, $Text)
}

# The path of a program on PATH, or nothing.
function Find-TestProgram {
    param([string] $Name)
    $command = Get-Command -Name $Name -CommandType Application -ErrorAction Ignore
    if ($command) { @($command)[0].Source }
}

function Invoke-TestProgram {
    param([string] $Path, [string[]] $Arguments)
    $output = & $Path @Arguments 2>&1
    if ($LASTEXITCODE -ne 0) { throw "$Path $Arguments ended with ${LASTEXITCODE}: $output" }
}
