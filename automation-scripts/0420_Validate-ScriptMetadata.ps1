<#
.SYNOPSIS
    Checks what the numbered scripts say about themselves.

.DESCRIPTION
    Names, synopsis, stage, tags, dependencies (that they exist and make no
    circle), the values of the other keys, and that help and param() block
    name the same parameters.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER ScriptFolder
    The folder of numbered scripts, relative to the root.

.NOTES
    Stage: Testing
    Dependencies: 0407
    Tags: validation, metadata
    AllowParallel: true
    Timeout: 60
#>
param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [string] $ScriptFolder = 'automation-scripts'
)

Set-StrictMode -Off # missing keys of a header read as nothing
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Findings.ps1"
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"
. "$PSScriptRoot/lib/Metadata.ps1"

function Test-ScriptName {
    param($Script, [string] $File)
    if ($Script.FileName -notmatch '^\d{4}_[A-Z][A-Za-z]+-[A-Z][A-Za-z0-9]+\.\w+$') {
        New-Finding $File 0 0 'name' "'$($Script.FileName)' is not NNNN_Verb-Noun with an extension"
    }
}

function Test-ScriptHeader {
    param($Script, [string] $File)
    $header = $Script.Header
    if (-not $header.Sections['synopsis'] -and -not $header.Keys['Description']) {
        New-Finding $File 1 1 'synopsis' 'there is neither a .SYNOPSIS nor a Description'
    }
    foreach ($key in 'Stage', 'Tags') {
        if (-not $header.Keys[$key]) { New-Finding $File 1 1 'missing-key' "the header has no $key" }
    }
    $forms = [ordered]@{
        AllowParallel = '^\$?(true|false)$|^(yes|no|1|0)$'
        Cache         = '^\$?(true|false)$|^(yes|no|1|0)$'
        Timeout       = '^\d+(\.\d+)?\s*(s|sec|seconds?)?$'
        Retry         = '^\d{1,2}$|^100$'
    }
    foreach ($key in $forms.Keys) {
        $entry = $header.Keys[$key]
        if ($entry -and $entry.Value -notmatch $forms[$key]) {
            New-Finding $File $entry.Line 1 'value' "$key cannot be '$($entry.Value)'"
        }
    }
}

# Only numbers must exist: a name may also mean a program, such as Git.
function Test-Dependency {
    param($Script, [string] $File, [object[]] $Scripts)
    $line = $Script.Header.Keys['Dependencies'].Line
    foreach ($name in $Script.Dependencies) {
        $found = Find-NumberedScript $Scripts $name
        if (-not $found -and $name -match '^\d+$') {
            New-Finding $File $line 1 'dependency' "there is no script $name"
        }
    }
}

function Test-ParameterHelp {
    param($Script, [string] $File)
    if ([IO.Path]::GetExtension($Script.FileName) -ne '.ps1') { return }
    $errors = $null
    $ast = [Management.Automation.Language.Parser]::ParseInput($Script.Text, [ref] $null, [ref] $errors)
    $documented = $Script.Header.Parameters
    $declared = @{}
    foreach ($parameter in $ast.ParamBlock.Parameters) {
        $name = $parameter.Name.VariablePath.UserPath
        $declared[$name] = $true
        if (-not $documented.Contains($name)) {
            New-ExtentFinding $File $parameter.Name.Extent 'parameter-help' "$name has no .PARAMETER section"
        }
    }
    foreach ($name in $documented.Keys) {
        if (-not $declared[$name]) {
            New-Finding $File $documented[$name] 1 'parameter-help' "there is no parameter $name"
        }
    }
}

function Test-UniqueNumber {
    param([object[]] $Scripts, [string] $Folder)
    $first = @{}
    foreach ($script in $Scripts) {
        $other = $first[$script.Number]
        if ($other) {
            New-Finding "$Folder/$($script.FileName)" 0 0 'number' "$($script.Number) is also $other"
        } else {
            $first[$script.Number] = $script.FileName
        }
    }
}

# Follows dependencies from each script; meeting one that is still being
# followed closes a circle.
function Test-DependencyCircle {
    param([object[]] $Scripts, [string] $Folder)
    $state = @{}
    foreach ($start in $Scripts) {
        $way = [Collections.Generic.List[object]]::new()
        Find-Circle $start $Scripts $state $way $Folder
    }
}

function Find-Circle {
    param($Script, [object[]] $Scripts, [hashtable] $State, $Way, [string] $Folder)
    $key = $Script.FileName
    if ($State[$key] -eq 'done') { return }
    if ($State[$key] -eq 'open') {
        $names = foreach ($one in $Way) { $one.Number }
        $circle = @($names)[@($names).IndexOf($Script.Number)..(@($names).Count - 1)] + $Script.Number
        $line = $Way[-1].Header.Keys['Dependencies'].Line
        New-Finding "$Folder/$($Way[-1].FileName)" $line 1 'dependency-circle' (
            'these wait for each other: ' + ($circle -join ' -> '))
        return
    }
    $State[$key] = 'open'
    $Way.Add($Script)
    foreach ($name in $Script.Dependencies) {
        $next = Find-NumberedScript $Scripts $name
        if ($next) { Find-Circle $next $Scripts $State $Way $Folder }
    }
    $Way.RemoveAt($Way.Count - 1)
    $State[$key] = 'done'
}

$root = Resolve-FullPath $Path
$folder = $ScriptFolder.Replace('\', '/').Trim('/')
$scripts = @(Get-NumberedScript "$root/$folder")
$findings = @(
    foreach ($script in $scripts) {
        $file = "$folder/$($script.FileName)"
        Test-ScriptName $script $file
        Test-ScriptHeader $script $file
        Test-Dependency $script $file $scripts
        Test-ParameterHelp $script $file
    }
    Test-UniqueNumber $scripts $folder
    Test-DependencyCircle $scripts $folder
)
Format-FindingReport $findings $scripts.Count 'script'
exit (Get-CheckExitCode $findings)
