<#
.SYNOPSIS
    Checks that links in Markdown files lead somewhere.

.DESCRIPTION
    Relative links must name a file or folder that is there, and anchors a
    heading of the Markdown file they point into. Links to other sites are
    not followed, and code is not read.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER FilePath
    Files to check instead of the whole project.

.PARAMETER Exclude
    Names of folders, or paths from the root, whose files are passed over.

.NOTES
    Stage: Testing
    Dependencies: 0400
    Tags: validation, documentation
    AllowParallel: true
    Timeout: 120
#>
param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [string[]] $FilePath,
    [string[]] $Exclude = @('fixtures')
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Findings.ps1"
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"
. "$PSScriptRoot/lib/Markdown.ps1"

# Anchors by full path, as many links lead to the same file.
$script:anchorsOf = @{}

function Get-AnchorOfFile {
    param([string] $FullPath)
    if (-not $script:anchorsOf.ContainsKey($FullPath)) {
        $script:anchorsOf[$FullPath] = Get-MarkdownAnchor ([IO.File]::ReadAllText($FullPath))
    }
    $script:anchorsOf[$FullPath]
}

# What is wrong with a link, or nothing.
function Test-Link {
    param([string] $Root, [string] $FullPath, [string] $Target)
    if ($Target -match '^([a-z][a-z0-9+.-]*:|//)') { return }
    $name, $anchor = [Uri]::UnescapeDataString($Target).Split('#', 2)
    $name = $name.Split('?')[0]
    $full = $FullPath
    if ($name) {
        $base = if ($name.StartsWith('/')) { $Root } else { [IO.Path]::GetDirectoryName($FullPath) }
        $full = [IO.Path]::GetFullPath([IO.Path]::Combine($base, $name.TrimStart('/')))
        if (-not [IO.File]::Exists($full) -and -not [IO.Directory]::Exists($full)) {
            return @{ Rule = 'dead-link'; Message = "there is no '$name'" }
        }
    }
    if (-not $anchor -or [IO.Path]::GetExtension($full) -ne '.md') { return }
    if (-not (Get-AnchorOfFile $full).ContainsKey($anchor.ToLowerInvariant())) {
        $where = if ($name) { "'$name'" } else { 'this file' }
        @{ Rule = 'dead-anchor'; Message = "no heading of $where makes the anchor '$anchor'" }
    }
}

$root = Resolve-FullPath $Path
$files = @(Select-CheckedFile $root $FilePath -Extension '.md' -Exclude $Exclude)
$findings = @(
    foreach ($file in $files) {
        $lines = @(Get-MarkdownLine ([IO.File]::ReadAllText($file.FullPath)))
        foreach ($link in (Get-MarkdownLink $lines)) {
            $fault = Test-Link $root $file.FullPath $link.Target
            if ($fault) { New-Finding $file.Path $link.Line $link.Column $fault.Rule $fault.Message }
        }
        foreach ($use in (Get-UndefinedReference $lines)) {
            $message = "no line defines [$($use.Name)]"
            New-Finding $file.Path $use.Line $use.Column 'undefined-reference' $message
        }
    }
)
Format-FindingReport $findings $files.Count
exit (Get-CheckExitCode $findings)
