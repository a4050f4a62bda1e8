# The scripts that validate files, on a good project and on one in which each
# fault that they know is planted.

. "$PSScriptRoot/lib/Testing.ps1"

$good = "$FixtureFolder/good"
$bad = "$FixtureFolder/bad"

foreach ($number in '0404', '0407', '0413', '0420', '0425') {
    Test-Case "$number is content with a good project" {
        Assert-Finding $number @{ Path = $good } @()
    }
}

Test-Case '0407 finds what cannot be parsed' {
    Assert-Finding '0407' @{ Path = $bad } @(
        "data/twice.psd1:3:5: [DuplicateKeyInHashLiteral] Duplicate keys 'Name' are not allowed in hash literals."
        "scripts/broken.ps1:2:18: [MissingEndCurlyBrace] Missing closing '}' in statement block or type definition."
    )
}

Test-Case '0407 checks only the files that are named' {
    Assert-Finding '0407' @{ Path = $bad; FilePath = "$bad/config.psd1" } @()
}

Test-Case '0407 with All checks the others, too' {
    $result = Invoke-Sample '0407' @{ Path = $bad; FilePath = "$bad/config.psd1"; All = $true }
    Assert-Equal '13 files checked: 2 faults' $result.Lines[-1]
}

Test-Case '0407 fails for a file that is not there' {
    $message = ''
    try { $null = Invoke-Sample '0407' @{ FilePath = "$bad/none.ps1" } } catch { $message = "$_" }
    Assert-Equal "There is no file '$bad/none.ps1'." $message
}

Test-Case '0413 finds what is no data, and wrong values' {
    Assert-Finding '0413' @{ Path = $bad } @(
        "Thing.psd1:1:20: [manifest] ModuleVersion must be a version, not 'new'"
        "Thing.psd1:1:34: [manifest] GUID must be a GUID, not 'none'"
        "config.psd1:3:26: [value] DefaultMode must be 'Parallel' or 'Sequential'"
        "config.psd1:4:26: [kind] MaxConcurrency must be a number, not 'four'"
        "data/broken.json:3:1: [json] '}' is invalid without a matching open."
        "data/cast.psd1:2:13: [not-data] '[int]' cannot stand in a data file"
        "data/command.psd1:2:13: [not-data] 'Get-Date' cannot stand in a data file"
        'data/text.psd1:1:1: [not-a-table] a data file is one table @{ ... }'
        "data/twice.psd1:3:5: [DuplicateKeyInHashLiteral] Duplicate keys 'Name' are not allowed in hash literals."
        "data/variable.psd1:2:13: [not-data] '`$HOME' cannot stand in a data file"
        'playbooks/empty.psd1:1:1: [sequence] this playbook has no steps'
        "playbooks/steps.psd1:4:9: [script] there is no script '0777'"
        "playbooks/steps.psd1:5:9: [script] there is no script 'Test-Nothing'"
        "playbooks/steps.psd1:6:21: [script] there is no script '0888_Not-There.ps1'"
        "playbooks/steps.psd1:6:53: [kind] Timeout must be a number, not 'long'"
        "playbooks/steps.psd1:7:21: [script] there is no script 'tools/none.ps1'"
        "playbooks/steps.psd1:7:57: [kind] ContinueOnError must be a boolean, not 'yes'"
        "playbooks/steps.psd1:9:30: [kind] Parallel must be a boolean, not 'true'"
    )
}

Test-Case '0420 finds wrong headers' {
    Assert-Finding '0420' @{ Path = $bad } @(
        "automation-scripts/0100_thing.ps1:0:0: [name] '0100_thing.ps1' is not NNNN_Verb-Noun with an extension"
        'automation-scripts/0100_thing.ps1:1:1: [missing-key] the header has no Stage'
        'automation-scripts/0100_thing.ps1:1:1: [missing-key] the header has no Tags'
        'automation-scripts/0100_thing.ps1:1:1: [synopsis] there is neither a .SYNOPSIS nor a Description'
        'automation-scripts/0100_thing.ps1:2:1: [parameter-help] there is no parameter Gone'
        'automation-scripts/0100_thing.ps1:6:1: [dependency] there is no script 0999'
        "automation-scripts/0100_thing.ps1:7:1: [value] AllowParallel cannot be 'perhaps'"
        "automation-scripts/0100_thing.ps1:8:1: [value] Timeout cannot be 'long'"
        "automation-scripts/0100_thing.ps1:9:1: [value] Retry cannot be 'many'"
        'automation-scripts/0100_thing.ps1:11:16: [parameter-help] Name has no .PARAMETER section'
        'automation-scripts/0101_Test-Other.ps1:3:1: [dependency-circle] these wait for each other: 0100 -> 0101 -> 0100'
        'automation-scripts/0101_Test-Thing.ps1:0:0: [number] 0101 is also 0101_Test-Other.ps1'
    )
}

Test-Case '0425 finds links that lead nowhere' {
    Assert-Finding '0425' @{ Path = $bad } @(
        "docs/index.md:3:11: [dead-link] there is no 'none.md'"
        "docs/index.md:4:17: [dead-anchor] no heading of 'index.md' makes the anchor 'nowhere'"
        "docs/index.md:4:51: [dead-anchor] no heading of this file makes the anchor 'nothing'"
        'docs/index.md:5:1: [undefined-reference] no line defines [missing]'
        "docs/index.md:5:35: [dead-link] there is no 'none.svg'"
        "docs/index.md:7:11: [dead-link] there is no 'also-none.md'"
    )
}

Test-Case 'folders that are excluded are passed over' {
    Assert-Finding '0425' @{ Path = $bad; Exclude = 'docs' } @()
    Assert-Finding '0407' @{ Path = $bad; Exclude = 'data', 'scripts' } @()
}

Complete-Test
