# In whose scope and in whose name the cmdlets act.
'-- modules'
$module = New-Module -Name Room {
    function Set-Inner { Set-Variable inner 5 -Scope Script; Get-Variable inner -ValueOnly }
    function Get-Outer { Get-Variable outer -ErrorAction Ignore -ValueOnly }
    function Get-InnerByText { Invoke-Expression '$inner' }
    Export-ModuleMember -Function *
}
$script:outer = 'script'
Set-Inner
"[$(Get-Outer)][$inner]"
Get-InnerByText
$module.SessionState.PSVariable.GetValue('inner')
'-- places'
function Write-Bad { [CmdletBinding()] param([Parameter(ValueFromPipeline)] $x) process { Write-Error "bad $x"; $x } }
1, 2 | Write-Bad -ErrorAction SilentlyContinue -ErrorVariable problems
"$($problems.Count) $($problems[0].InvocationInfo.ScriptLineNumber) $($problems[0].InvocationInfo.MyCommand.Name)"
($problems[0].ScriptStackTrace -split "`n")[0] -replace ',.*: ', ': '
try { 1 | Write-Bad -ErrorAction Stop } catch { "$($_.FullyQualifiedErrorId) $($_.InvocationInfo.InvocationName)" }
Write-Error 'top' 2>&1 | ForEach-Object { "$($_.InvocationInfo.MyCommand.Name) $($_.FullyQualifiedErrorId)" }
function Split-Text($path) { [IO.Path]::GetFileName($path) }
function Write-Both { Write-Host hi; Write-Information yo }
Write-Both 6>&1 | ForEach-Object { Split-Text $_.Source }
'-- stopping'
function Get-Many { 1..5 | ForEach-Object { "$_" }; 'after' }
Get-Many | Select-Object -First 2
$found = foreach ($k in 1..2) { 1..10 | Where-Object { $_ -gt $k } | Select-Object -First 1 }
"$found"
(1..10 | Select-Object -First 3 | ForEach-Object { $_ * 10 } | Select-Object -First 2) -join ','
try { 1..5 | Select-Object -First 2 | ForEach-Object { throw "x$_" } } catch { "$_" }
function Get-Cleaned { begin { } process { 1..3 } end { 'end ran' } clean { Write-Host 'clean ran' } }
Get-Cleaned | Select-Object -First 1
'-- nothing'
($null | Sort-Object | Measure-Object).Count
($null | Select-Object a | Measure-Object).Count
@($null, 1) | Group-Object | ForEach-Object { "$($_.Name)=$($_.Count)" }
(1, $null, 2 | Measure-Object -Average).Average
