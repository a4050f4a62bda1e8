# Invoke-Expression, aliases, Get-Host, Get-PSCallStack, Read-Host.
'-- expression'
Invoke-Expression '$set = 5; "out"; 1..2'
$set
'"piped"', '1 + 1' | Invoke-Expression
Invoke-Expression 'Write-Error e' 2>&1 | ForEach-Object { "$_ $($_.GetType().Name)" }
try { Invoke-Expression 'throw "thrown"' } catch { "$_" }
try { Invoke-Expression '1 +' } catch { "$($_.FullyQualifiedErrorId)" }
try { Invoke-Expression 'Get-Nothing' } catch { "$($_.FullyQualifiedErrorId)" }
function Return-Early { Invoke-Expression 'return "inner"'; 'outer' }
Return-Early
1..3 | ForEach-Object { Invoke-Expression '"in $_"' } | Select-Object -First 1
try { Invoke-Expression '' } catch { $_.FullyQualifiedErrorId }
foreach ($i in 1..3) { Invoke-Expression 'if ($i -eq 2) { break }'; $i }
'-- aliases'
(Get-Alias gm).Definition
(Get-Alias gm).GetType().FullName
(Get-Alias -Definition Get-Member).Name
(Get-Alias g* -Exclude gc*, gh*, g[d-z]*).Name -join ' '
foreach ($find in { Get-Alias nope, gm }, { Get-Alias -Definition Get-Nope }, { Get-Alias zzz* }) {
    & $find 2>&1 | ForEach-Object { if ($_ -is [Management.Automation.ErrorRecord]) { "$($_.FullyQualifiedErrorId): $_" } else { "$_" } }
}
Set-Alias show Write-Output
show shown
(Set-Alias show Write-Error -PassThru).Definition
New-Alias fresh Write-Output -Description 'about it' -PassThru | ForEach-Object { "$($_.Name) $($_.Description)" }
fresh works
New-Alias fresh Write-Error 2>&1 | ForEach-Object { "$($_.FullyQualifiedErrorId): $_" }
New-Alias fresh Write-Error -Force
(Get-Alias fresh).Definition
Set-Alias locked Write-Output -Option ReadOnly
Set-Alias locked Write-Error 2>&1 | ForEach-Object { "$($_.FullyQualifiedErrorId): $_" }
Set-Alias locked Write-Error -Force
"$((Get-Alias locked).Definition) $((Get-Alias locked).Options)"
function Scoped { Set-Alias inside Write-Output; inside 'in scope'; (Get-Alias inside -Scope 0).Name }
Scoped
(Get-Alias inside -ErrorAction Ignore) -eq $null
function Outward { Set-Alias outward Write-Output -Scope Script }
Outward
outward 'out of scope'
Set-Alias ghost Write-Output -WhatIf
'-- host and stack'
(Get-Host).Name
(Get-Host).GetType().Name
function Inner { Get-PSCallStack | ForEach-Object { "$($_.Command) $($_.FunctionName) $($_.ScriptLineNumber)" } }
function Outer { Inner }
Outer
