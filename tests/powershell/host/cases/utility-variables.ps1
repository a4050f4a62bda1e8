# The cmdlets of variables.
function Fail([scriptblock] $block) {
    . $block 2>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.ErrorRecord]) { "$($_.FullyQualifiedErrorId): $_" } else { "$_" }
    }
}
'-- get'
$red = 1; $rust = 2; $blue = 3
Get-Variable red -ValueOnly
(Get-Variable red).GetType().FullName
(Get-Variable r*t, red).Name -join ' '
(Get-Variable red, blue -Exclude b*).Name
(Get-Variable r* -Include ru*).Name
(Get-Variable -Name red, blue -Include b*).Name
('red', 'blue' | Get-Variable -ValueOnly) -join ' '
(Get-Variable).Name -contains 'red'
(Get-Variable xyz*) -eq $null
Fail { Get-Variable nothing, red -ValueOnly }
Fail { Get-Variable red -Scope 77 }
Get-Variable nothing -ErrorAction Ignore
'-- scopes'
function Look {
    $red = 'local'
    Get-Variable red -ValueOnly
    Get-Variable red -ValueOnly -Scope 1
    Get-Variable red -ValueOnly -Scope Script
    Get-Variable red -ValueOnly -Scope Local
    Fail { Get-Variable blue -Scope Local }
    Set-Variable red changed -Scope 1
    Set-Variable blue hidden
    $blue
    New-Variable made here
    New-Variable outside there -Scope Script
    Get-Variable made, outside -ValueOnly
}
Look
"$red $blue $outside"
Get-Variable made -ErrorAction Ignore
'-- set'
Set-Variable one, two 5
"$one $two"
1, 2, 3 | Set-Variable many
"$many $($many.GetType().Name)"
'x' | Set-Variable many
"$many $($many.GetType().Name)"
Set-Variable empty
$null -eq $empty
(Set-Variable three 3 -PassThru).Name
Set-Variable r* same -Exclude ru*
"$red $rust"
Set-Variable red -Description 'about red'
(Get-Variable red).Description
[pscustomobject]@{ Name = 'named'; Value = 9 } | Set-Variable
"$($named.Value)"
Set-Variable global:far 4
$global:far
Set-Variable -Name typed -Value 5 -Option ReadOnly
Fail { Set-Variable typed 6 }
$typed
Set-Variable typed 7 -Force
"$typed $((Get-Variable typed).Options)"
Set-Variable typed -Option None -Force
Set-Variable typed 8
$typed
Set-Variable list 1; Set-Variable list 2 -Append; 3, 4 | Set-Variable list -Append
"$list"
Set-Variable ghost 1 -WhatIf
Get-Variable ghost -ErrorAction Ignore
'-- new'
New-Variable fresh 1 -Description 'about fresh'
(Get-Variable fresh).Description
Fail { New-Variable fresh 2 }
New-Variable fresh 3 -Force -PassThru | ForEach-Object Value
New-Variable fixed 1 -Option Constant
Fail { Set-Variable fixed 2 -Force }
Fail { Remove-Variable fixed -Force }
Fail { New-Variable fixed 2 -Force }
New-Variable private 1 -Visibility Private
(Get-Variable private).Visibility
New-Variable nothing2
$null -eq $nothing2
'-- clear'
Clear-Variable red, two
"[$red][$two]"
Fail { Clear-Variable nowhere }
Clear-Variable one -PassThru | ForEach-Object Name
Set-Variable locked 1 -Option ReadOnly
Fail { Clear-Variable locked }
Clear-Variable locked -Force
"[$locked]"
function Hide { Clear-Variable rust; "[$rust]" }
Hide
"[$rust]"
'-- remove'
Remove-Variable red, t*o
Fail { Get-Variable red, two }
Fail { Remove-Variable locked }
Remove-Variable locked -Force
Fail { Remove-Variable nowhere, blue }
Fail { Remove-Variable zz* }
function Keep { Fail { Remove-Variable rust } }
Keep
(Get-Variable rust).Name
