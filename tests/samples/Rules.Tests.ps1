# Each rule of the analyzer against a file of its own: the lines that end in
# `# expect` are found, once for each `expect`, and by that rule alone.

. "$PSScriptRoot/lib/Testing.ps1"

function Get-Expected {
    param([string] $File, [string] $Rule)
    $number = 0
    foreach ($line in [IO.File]::ReadAllLines($File)) {
        $number++
        if ($line -notmatch '#( expect)+$') { continue }
        foreach ($mark in [regex]::Matches($Matches[0], 'expect')) { "${number}: $Rule" }
    }
}

$folder = "$FixtureFolder/rules"
$rules = foreach ($line in (Invoke-Sample '0404' @{ ListRules = $true }).Lines) { $line.Split(' ')[0] }

Test-Case 'there are at least ten rules' {
    if ($rules.Count -lt 10) { throw "there are $($rules.Count)" }
}

$result = Invoke-Sample '0404' @{ Path = $folder }
$found = @{}
foreach ($line in $result.Lines) {
    if ($line -notmatch '^(\w+)\.ps1:(\d+):\d+: (?:note: )?\[(\w+)\] .') { continue }
    $found[$Matches[1]] += @("$($Matches[2]): $($Matches[3])")
}

foreach ($rule in $rules) {
    Test-Case "$rule finds what it should, and nothing else is found" {
        Assert-Equal (Get-Expected "$folder/$rule.ps1" $rule) $found[$rule] 'findings'
    }
}

Test-Case 'faults are told by the exit code' {
    Assert-Equal 1 $result.ExitCode
}

Test-Case 'each fixture belongs to a rule' {
    $names = foreach ($file in [IO.Directory]::GetFiles($folder)) { [IO.Path]::GetFileNameWithoutExtension($file) }
    Assert-Equal ($rules | Sort-Object) ($names | Sort-Object)
}

Test-Case 'a place is that of the fault' {
    $result = Invoke-Sample '0404' @{ FilePath = "$folder/NullOnRight.ps1"; Path = $folder }
    Assert-Like 'NullOnRight.ps1:2:5: ?NullOnRight? *' $result.Lines
}

Test-Case 'an excluded rule is not asked' {
    $result = Invoke-Sample '0404' @{ FilePath = "$folder/NullOnRight.ps1"; Path = $folder; ExcludeRule = 'NullOnRight' }
    Assert-Equal '1 file checked: no faults' $result.Lines
    Assert-Equal 0 $result.ExitCode
}

Test-Case 'other severities are not reported' {
    $result = Invoke-Sample '0404' @{ FilePath = "$folder/NullOnRight.ps1"; Path = $folder; Severity = 'Error' }
    Assert-Equal '1 file checked: no faults' $result.Lines
}

Test-Case 'a line can be left out for one rule' {
    Use-TemporaryFolder {
        param($temporary)
        Write-TestFile "$temporary/a.ps1" "gci # analyzer: ignore AvoidAlias`ngci # analyzer: ignore EmptyCatch`n"
        $expected = "a.ps1:2:1: [AvoidAlias] 'gci' is an alias; write Get-ChildItem."
        Assert-Finding '0404' @{ Path = $temporary } $expected
    }
}

Test-Case 'a file that cannot be parsed is at fault' {
    $result = Invoke-Sample '0404' @{ FilePath = "$FixtureFolder/bad/scripts/broken.ps1"; Path = "$FixtureFolder/bad" }
    Assert-Like 'scripts/broken.ps1:2:18: ?MissingEndCurlyBrace? *' $result.Lines
    Assert-Equal 1 $result.ExitCode
}

Test-Case 'findings are written as JSON' {
    Use-TemporaryFolder {
        param($temporary)
        $output = "$temporary/new/findings.json"
        $file = "$folder/EmptyCatch.ps1"
        $null = Invoke-Sample '0404' @{ FilePath = $file; Path = $folder; OutputPath = $output }
        $written = @([IO.File]::ReadAllText($output) | ConvertFrom-Json)
        Assert-Equal 2 $written.Count
        Assert-Equal 'EmptyCatch.ps1', 1, 'EmptyCatch', 'Warning' @(
            $written[0].Path, $written[0].Line, $written[0].Rule, $written[0].Severity)
    }
}

Complete-Test
