<#
.SYNOPSIS
    Writes a report on the project as JSON and Markdown.

.DESCRIPTION
    Languages and lines, the numbered scripts with what they need, playbooks,
    the largest files and the state of the git repository, into
    project-report.json and project-report.md.

.PARAMETER Path
    The project's root. Default: the folder above this script's.

.PARAMETER OutputPath
    The folder to write to, relative to the root.

.PARAMETER Exclude
    Names of folders, or paths from the root, whose files are passed over.

.NOTES
    Stage: Reporting
    Dependencies: 0400
    Tags: report
    AllowParallel: true
    Timeout: 120
#>
param(
    [string] $Path = (Split-Path $PSScriptRoot),
    [string] $OutputPath = 'reports',
    [string[]] $Exclude
)

Set-StrictMode -Version 3.0
$ErrorActionPreference = 'Stop'
. "$PSScriptRoot/lib/Programs.ps1"
. "$PSScriptRoot/lib/ProjectFiles.ps1"
. "$PSScriptRoot/lib/Metadata.ps1"
. "$PSScriptRoot/lib/ProjectReport.ps1"

$root = Resolve-FullPath $Path
$folder = [IO.Path]::GetFullPath([IO.Path]::Combine($root, $OutputPath))
$report = Get-ProjectReport $root $Exclude
[void] [IO.Directory]::CreateDirectory($folder)
$json = [IO.Path]::Combine($folder, 'project-report.json')
$markdown = [IO.Path]::Combine($folder, 'project-report.md')
[IO.File]::WriteAllText($json, (ConvertTo-Json -InputObject $report -Depth 6) + "`n")
[IO.File]::WriteAllText($markdown, (@(Format-ProjectReport $report) -join "`n") + "`n")
"$($report.files.count) files, $($report.files.lines) lines, $($report.scripts.Count) scripts"
Format-ProjectPath $root $json
Format-ProjectPath $root $markdown
exit 0
