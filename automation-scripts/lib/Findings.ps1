# Findings: what a check has found, and how it says so. Every check prints one
# line per finding, `path:line:col: [rule] message`, and a closing count.

# A place is 1-based; line 0 means the whole file.
function New-Finding {
    param(
        [string] $Path,
        [int] $Line,
        [int] $Column,
        [string] $Rule,
        [string] $Message,
        [string] $Severity = 'Error'
    )
    [pscustomobject]@{
        Path     = $Path
        Line     = $Line
        Column   = $Column
        Rule     = $Rule
        Severity = $Severity
        Message  = $Message
    }
}

# A finding at an extent of PowerShell's parser.
function New-ExtentFinding {
    param(
        [string] $Path,
        [System.Management.Automation.Language.IScriptExtent] $Extent,
        [string] $Rule,
        [string] $Message,
        [string] $Severity = 'Error'
    )
    New-Finding $Path $Extent.StartLineNumber $Extent.StartColumnNumber $Rule $Message $Severity
}

# The faults that parsing has found, as findings.
function ConvertFrom-ParseError {
    param(
        [string] $Path,
        [System.Management.Automation.Language.ParseError[]] $ParseError
    )
    foreach ($fault in $ParseError) {
        $message = $fault.Message -replace '\s*\r?\n\s*', ' '
        New-ExtentFinding $Path $fault.Extent $fault.ErrorId $message
    }
}

function Format-Count {
    param([int] $Count, [string] $Singular, [string] $Plural = "${Singular}s")
    if ($Count -eq 1) { "1 $Singular" } else { "$Count $Plural" }
}

# The lines of a check's report, sorted by place; the last is the count.
function Format-FindingReport {
    param([object[]] $Finding, [int] $Checked, [string] $What = 'file')
    $sorted = $Finding | Sort-Object -Property Path, Line, Column, Rule
    foreach ($one in $sorted) {
        $mark = if ($one.Severity -eq 'Information') { 'note: ' } else { '' }
        "$($one.Path):$($one.Line):$($one.Column): $mark[$($one.Rule)] $($one.Message)"
    }
    $faults = Get-FaultCount $Finding
    $notes = @($Finding).Count - $faults
    $text = "$(Format-Count $Checked $What) checked: "
    $text += if ($faults) { Format-Count $faults 'fault' } else { 'no faults' }
    if ($notes) { $text += ", $(Format-Count $notes 'note')" }
    $text
}

# Information is said, but is no fault.
function Get-FaultCount {
    param([object[]] $Finding)
    $count = 0
    foreach ($one in $Finding) {
        if ($one.Severity -ne 'Information') { $count++ }
    }
    $count
}

# 0 good, 1 faults. A check ends with `exit (Get-CheckExitCode $findings)`.
function Get-CheckExitCode {
    param([object[]] $Finding)
    if (Get-FaultCount $Finding) { 1 } else { 0 }
}
