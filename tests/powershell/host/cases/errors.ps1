# Errors do not go to standard output; the script goes on or stops as it says.
Get-Item /does/not/exist
'on'
try { Get-Item /does/not/exist -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
try { [int]::Parse('x') } catch [FormatException] { 'format' }
trap { "trapped: $_"; continue }
throw 'this'
'after the trap'
$ErrorActionPreference = 'Stop'
& { Get-Item /does/not/exist }
