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

# By place; byte by byte, so that the order is the same everywhere.
function Get-SortedFinding {
    param([object[]] $Finding)
    $items = @($Finding)
    $keys = [string[]] @(
        foreach ($one in $items) { "$($one.Path)`0{0:d9}{1:d9}$($one.Rule)" -f $one.Line, $one.Column }
    )
    # Sorts positions: PowerShell would hand .NET a copy of the items.
    $order = [int[]] @(for ($i = 0; $i -lt $items.Count; $i++) { $i })
    [Array]::Sort($keys, $order, [StringComparer]::Ordinal)
    foreach ($i in $order) { $items[$i] }
}

# The lines of a check's report, sorted by place; the last is the count.
function Format-FindingReport {
    param([object[]] $Finding, [int] $Checked, [string] $What = 'file')
    foreach ($one in (Get-SortedFinding $Finding)) {
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
