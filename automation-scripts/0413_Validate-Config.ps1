<#
.SYNOPSIS
    Checks configuration files: .psd1 and .json.

.DESCRIPTION
    Each .psd1 must be one table of pure data, each .json well-formed.
    Playbooks must name scripts that are there and give their options values
    of the right kind, config.psd1 likewise; the version and the GUID of a
    module manifest must be well-formed.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER FilePath
    Files to check instead of the whole project.

.PARAMETER All
    Check the whole project, also where FilePath names files.

.PARAMETER ScriptFolder
    The folder of numbered scripts, relative to the root.

.PARAMETER PlaybookFolder
    The folder of playbooks, relative to the root.

.PARAMETER Exclude
    Names of folders, or paths from the root, whose files are passed over.

.NOTES
    Stage: Testing
    Dependencies: 0400
    Tags: validation, configuration
    AllowParallel: true
    Timeout: 60
#>
using namespace System.Management.Automation.Language

param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [string[]] $FilePath,
    [switch] $All,
    [string] $ScriptFolder = 'automation-scripts',
    [string] $PlaybookFolder = 'playbooks',
    [string[]] $Exclude = @('fixtures')
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Findings.ps1"
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"
. "$PSScriptRoot/lib/DataFiles.ps1"

# The kind that the values of known keys have.
$script:OptionKinds = @{
    Parallel = 'Boolean'; MaxConcurrency = 'Number'; StopOnError = 'Boolean'; Timeout = 'Number'
    GenerateSummary = 'Boolean'; SummaryFormat = 'String'; SummaryPath = 'String'
}
$script:StepKinds = @{
    Script = 'String'; Name = 'String'; Description = 'String'; Parameters = 'Table'; Timeout = 'Number'
    ContinueOnError = 'Boolean'; Required = 'Boolean'; Env = 'Table'; Stage = 'String'; Phase = 'String'
}
$script:PlaybookKinds = @{
    Name = 'String'; Description = 'String'; Version = 'String'; Author = 'String'
    Variables = 'Table'; Options = 'Table'
}
$script:AutomationKinds = @{
    DefaultMode = 'String'; MaxConcurrency = 'Number'; DefaultTimeout = 'Number'; MaxTimeout = 'Number'
}

function Test-Kind {
    param([HashtableAst] $Table, [hashtable] $Kinds, [string] $File)
    foreach ($pair in $Table.KeyValuePairs) {
        $key = Get-KeyName $pair
        if (-not $Kinds.ContainsKey($key)) { continue }
        $value = Get-PureExpression $pair.Item2
        $kind = Get-DataKind $value
        # A number is fine where a text is expected: Script = 407.
        if ($kind -in $Kinds[$key], 'Null', 'Other') { continue }
        if ($kind -eq 'Number' -and $Kinds[$key] -eq 'String') { continue }
        $wanted = $Kinds[$key].ToLowerInvariant()
        New-ExtentFinding $File $value.Extent 'kind' "$key must be a $wanted, not $($value.Extent.Text)"
    }
}

# A step's script, or the terms of a sequence, must be there.
function Test-ScriptReference {
    param([Ast] $Node, [string] $Root, [string[]] $Names, [string] $File)
    if ($Node -isnot [ConstantExpressionAst]) { return }
    foreach ($term in "$($Node.Value)".Split(',')) {
        $name = $term.Trim().TrimStart('!').Trim()
        if ($name -match '[\\/]') {
            $there = [IO.File]::Exists([IO.Path]::Combine($Root, $name.Replace('\', '/')))
        } elseif ($name -match '^\d{1,4}$') {
            $there = $Names -like "$($name.PadLeft(4, '0'))_*"
        } elseif ($name -match '^\d*\*$' -or $name -match '^\d+-\d+$' -or $name -match '^\w+:') {
            continue # selects among what there is
        } else {
            $there = $name -in $Names -or $name -in ($Names -replace '\.\w+$') -or
            $name -in ($Names -replace '^\d+_' -replace '\.\w+$')
        }
        if (-not $there) {
            New-ExtentFinding $File $Node.Extent 'script' "there is no script '$name'"
        }
    }
}

function Test-Playbook {
    param([HashtableAst] $Table, [string] $Root, [string[]] $Names, [string] $File)
    Test-Kind $Table $script:PlaybookKinds $File
    $options = Get-TableValue $Table 'Options'
    if ($options -is [HashtableAst]) { Test-Kind $options $script:OptionKinds $File }
    $sequence = Get-TableValue $Table 'Sequence'
    if (-not $sequence) { $sequence = Get-TableValue $Table 'Scripts' }
    $steps = @(Get-ListItem $sequence)
    if (-not $steps) {
        New-ExtentFinding $File $Table.Extent 'sequence' 'this playbook has no steps'
    }
    foreach ($step in $steps) {
        if ($step -is [HashtableAst]) {
            Test-Kind $step $script:StepKinds $File
            $step = Get-TableValue $step 'Script'
        }
        if ($step) { Test-ScriptReference $step $Root $Names $File }
    }
}

function Test-Configuration {
    param([HashtableAst] $Table, [string] $File)
    $automation = Get-TableValue $Table 'Automation'
    if ($automation -isnot [HashtableAst]) { return }
    Test-Kind $automation $script:AutomationKinds $File
    $mode = Get-TableValue $automation 'DefaultMode'
    if ($mode -is [StringConstantExpressionAst] -and $mode.Value -notin 'Parallel', 'Sequential') {
        New-ExtentFinding $File $mode.Extent 'value' "DefaultMode must be 'Parallel' or 'Sequential'"
    }
}

function Test-Manifest {
    param([HashtableAst] $Table, [string] $File)
    $version = Get-TableValue $Table 'ModuleVersion'
    $guid = Get-TableValue $Table 'GUID'
    $number = $null
    $id = [guid]::Empty
    if (-not [version]::TryParse("$($version.Value)", [ref] $number)) {
        New-ExtentFinding $File $version.Extent 'manifest' (
            "ModuleVersion must be a version, not '$($version.Value)'")
    }
    if ($guid -and -not [guid]::TryParse("$($guid.Value)", [ref] $id)) {
        New-ExtentFinding $File $guid.Extent 'manifest' "GUID must be a GUID, not '$($guid.Value)'"
    }
}

function Test-DataFile {
    param($File, [string] $Root, [string[]] $Names, [string] $PlaybookFolder)
    $read = Read-DataFile $File.FullPath $File.Path
    $read.Findings
    if (-not $read.Table -or $read.Findings) { return }
    if (Get-TableValue $read.Table 'ModuleVersion') {
        Test-Manifest $read.Table $File.Path
    } elseif ($File.Path -like "$PlaybookFolder/*") {
        Test-Playbook $read.Table $Root $Names $File.Path
    } elseif ([IO.Path]::GetFileName($File.Path) -in 'config.psd1', 'config.local.psd1') {
        Test-Configuration $read.Table $File.Path
    }
}

$root = Resolve-FullPath $Path
$scripts = "$root/$ScriptFolder"
$names = @(
    if ([IO.Directory]::Exists($scripts)) {
        foreach ($file in [IO.Directory]::GetFiles($scripts, '????_*')) { [IO.Path]::GetFileName($file) }
    }
)
$files = @(Select-CheckedFile $root $FilePath -All:$All -Extension '.psd1', '.json' -Exclude $Exclude)
$findings = @(
    foreach ($file in $files) {
        if ([IO.Path]::GetExtension($file.Path) -eq '.json') {
            Test-JsonText $file.FullPath $file.Path
        } else {
            Test-DataFile $file $root $names $PlaybookFolder.Replace('\', '/').Trim('/')
        }
    }
)
Format-FindingReport $findings $files.Count
exit (Get-CheckExitCode $findings)
