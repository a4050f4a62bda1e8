# Properties of items.
$d = [IO.Directory]::CreateTempSubdirectory('cases-').FullName
$ErrorActionPreference = 'Stop'
function Fails([scriptblock] $Do) {
    try { & $Do } catch { '{0}: {1}' -f $_.FullyQualifiedErrorId, "$_".Replace($d, 'D') }
}
Set-Location $d
Set-Content a.txt 'text'
Set-Content b.txt 'longer text'
'-- get'
Get-ItemProperty a.txt | ForEach-Object { $_.GetType().Name; $_.Name }
Get-ItemProperty a.txt Length | ForEach-Object { $_.GetType().Name; $_.Length; $_.PSChildName; $_.PSPath.Replace($d, 'D') }
Get-ItemProperty a.txt -Name Name, Length | ForEach-Object { $_.Name; $_.Length }
Get-ItemProperty *.txt Length | ForEach-Object Length
Get-Item a.txt | Get-ItemProperty -Name Length | ForEach-Object Length
Get-ItemProperty * -Exclude a* | ForEach-Object Name
Fails { Get-ItemProperty nope }
Fails { Get-ItemProperty a.txt nope }
'-- value'
Get-ItemPropertyValue a.txt Length
Get-ItemPropertyValue a.txt Name, Length
Get-ItemPropertyValue *.txt Length
Get-ItemPropertyValue -Name Name | ForEach-Object { $_ -eq (Split-Path $d -Leaf) }
Fails { Get-ItemPropertyValue a.txt nope }
Fails { Get-ItemPropertyValue nope Length }
'-- set'
Set-ItemProperty a.txt LastWriteTime ([datetime]'2001-02-03')
(Get-Item a.txt).LastWriteTime.Year
Set-ItemProperty a.txt -Name IsReadOnly -Value $true -PassThru | ForEach-Object IsReadOnly
(Get-Item a.txt).IsReadOnly
[pscustomobject]@{ IsReadOnly = $false } | Set-ItemProperty a.txt
(Get-Item a.txt).IsReadOnly
Get-Item b.txt | Set-ItemProperty -Name IsReadOnly -Value $true
(Get-Item b.txt).IsReadOnly
Set-ItemProperty /bin/ls IsReadOnly $true -WhatIf
Fails { Set-ItemProperty a.txt nope 1 }
Fails { Set-ItemProperty nope IsReadOnly $true }
'-- where a provider cannot'
Fails { New-ItemProperty a.txt x -PropertyType String -Value 1 }
Fails { Remove-ItemProperty a.txt x }
Fails { Get-ItemProperty env:PATH }
Set-Location /
Remove-Item $d -Recurse -Force
