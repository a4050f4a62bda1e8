# Compiles the worker with PowerShell itself, for machines without the .NET SDK.
[CmdletBinding()]
param(
    # Full path of the assembly to write.
    [Parameter(Mandatory)]
    [string] $Output
)

$ErrorActionPreference = 'Stop'

$sources = Get-ChildItem -Path (Join-Path $PSScriptRoot '../worker') -Filter '*.cs' -File
New-Item -ItemType Directory -Path (Split-Path -Parent $Output) -Force | Out-Null

# Written apart and moved, so that a failed compilation leaves no half assembly.
$fresh = "$Output.new.dll"
Add-Type -Path $sources.FullName -OutputAssembly $fresh -OutputType Library -IgnoreWarnings
Move-Item -LiteralPath $fresh -Destination $Output -Force
