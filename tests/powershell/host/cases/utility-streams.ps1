# Write-*: what goes where, and in whose name.
'-- output'
Write-Output 1 2 | ForEach-Object { "<$_>" }
(Write-Output -NoEnumerate 1, 2).Count
(Write-Output 1, 2 -NoEnumerate | Measure-Object).Count
$null, 'x' | Write-Output | ForEach-Object { "[$_]" }
'-- host'
Write-Host one 2.5 @(3, 4) -Separator ', '
Write-Host 'open' -NoNewline
Write-Host ' and closed'
Write-Host
Write-Host $null
Write-Host ([pscustomobject]@{ a = 1 })
$record = Write-Host 'kept' 6>&1
$record.MessageData.GetType().FullName
"$record $($record.Tags) $($record.MessageData.NoNewLine)"
'-- information'
$record = Write-Information 'news' -Tags a, b 6>&1
"$($record.MessageData) $($record.Tags -join '+') $($record.GetType().Name)"
Write-Information 'silent'
Write-Information 'loud' -InformationAction Continue
try { Write-Information x -Tags PSx } catch { $_.FullyQualifiedErrorId; "$_" }
'-- warning, verbose, debug'
function Get-Records {
    [CmdletBinding()] param()
    Write-Warning 'w'
    Write-Verbose 'v'
    Write-Debug 'd'
}
Get-Records *>&1 | ForEach-Object { "$($_.GetType().Name) $_ $($_.InvocationInfo.MyCommand.Name)" }
Get-Records -Verbose -Debug *>&1 | ForEach-Object { "$($_.GetType().Name) $_ $($_.InvocationInfo.MyCommand.Name)" }
Get-Records -WarningVariable kept -WarningAction SilentlyContinue
"$kept"
try { Write-Warning 'w' -WarningAction Stop 3>$null } catch { $_.FullyQualifiedErrorId }
'piped' | Write-Warning 3>&1 | ForEach-Object { "$_" }
'-- progress'
Write-Progress -Activity a -Status s -PercentComplete 50
Write-Progress a -Completed
'after'
