# Where a script believes to be.
Split-Path -Leaf $PSScriptRoot
Split-Path -Leaf $PSCommandPath
$MyInvocation.MyCommand.Name
$PSScriptRoot -eq "$PWD"
$PSScriptRoot -eq [Environment]::CurrentDirectory
