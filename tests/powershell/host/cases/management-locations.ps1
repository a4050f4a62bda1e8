# Locations, their stacks, drives and providers.
$d = [IO.Directory]::CreateTempSubdirectory('cases-').FullName
$ErrorActionPreference = 'Stop'
function Fails([scriptblock] $Do) {
    try { & $Do } catch { '{0}: {1}' -f $_.FullyQualifiedErrorId, "$_".Replace($d, 'D') }
}
function Here { "$(Get-Location)".Replace($d, 'D') }
$null = New-Item $d/one, $d/two, $d/one/deep, $d/file -ItemType Directory
Remove-Item $d/file
Set-Content $d/file 1

'-- set'
Set-Location $d
Here
Set-Location one -PassThru | ForEach-Object { $_.GetType().Name; $_.Path.Replace($d, 'D') }
Set-Location ..
Set-Location tw*
Here
Set-Location -
Here
Set-Location +
Here
"$PWD".Replace($d, 'D')
Set-Location env:
Here
Set-Location $d
Set-Location
(Get-Location).Path -eq $HOME
Set-Location -LiteralPath $d
'one' | Set-Location
Here
Fails { Set-Location nope }
Fails { Set-Location $d/file }
Fails { Set-Location -LiteralPath "$d/n*" }
Fails { Set-Location "$d/*" }
Fails { Set-Location nodrive:/ }

'-- stacks'
Set-Location $d
Push-Location one
Push-Location deep -PassThru | ForEach-Object { $_.Path.Replace($d, 'D') }
Get-Location -Stack | ForEach-Object { $_.Path.Replace($d, 'D') }
Pop-Location
Here
Pop-Location -PassThru | ForEach-Object { $_.Path.Replace($d, 'D') }
Pop-Location
Here
Push-Location $d/two -StackName mine
(Get-Location -StackName mine).Count
(Get-Location -StackName mine).GetType().Name
Pop-Location -StackName mine
Here
Push-Location
Set-Location two
Pop-Location
Here
Fails { Get-Location -StackName nope }
Fails { Pop-Location -StackName nope }
Fails { Set-Location -StackName nope }
Fails { Push-Location nope }
Pop-Location

'-- get'
(Get-Location).GetType().Name
(Get-Location).Drive.Name
Get-Location -PSDrive env | ForEach-Object Path
Get-Location -PSProvider FileSystem | ForEach-Object { $_.ProviderPath.Replace($d, 'D') }
Fails { Get-Location -PSDrive nope }

'-- drives'
New-PSDrive Cases FileSystem $d -Description 'for cases' | ForEach-Object { $_.Name; $_.Root.Replace($d, 'D'); $_.Description; $_.Provider.Name; $_.GetType().Name }
Get-ChildItem Cases:/ -Name
Get-ChildItem Cases:/one | ForEach-Object { $_.PSDrive.Name; $_.FullName.Replace($d, 'D') }
Get-Item Cases:/file | ForEach-Object { $_.PSPath.Replace($d, 'D') }
Resolve-Path Cases:/one | ForEach-Object { "$_" }
Convert-Path Cases:/one | ForEach-Object { $_.Replace($d, 'D') }
Set-Content Cases:/made.txt 'through the drive'
Get-Content $d/made.txt
Set-Location Cases:/one
Here
Fails { Remove-PSDrive Cases }
Set-Location $d
Get-PSDrive Cas* | ForEach-Object Name
Get-PSDrive -PSProvider Environment, Alias | ForEach-Object Name
try { New-PSDrive Cases FileSystem $d } catch { '{0}: {1}' -f $_.FullyQualifiedErrorId, $_ }
Fails { New-PSDrive Other NoProvider / }
New-PSDrive What FileSystem / -WhatIf
Fails { Get-PSDrive What }
Remove-PSDrive Cases
Fails { Get-PSDrive Cases }
Fails { Remove-PSDrive Cases }
Fails { Get-Item Cases:/one }
& { $null = New-PSDrive Inner FileSystem $d; (Get-PSDrive Inner).Name }
Fails { Get-PSDrive Inner }
& { $null = New-PSDrive Outer FileSystem $d -Scope Global }
(Get-PSDrive Outer -Scope Global).Name
Remove-PSDrive Outer
@(Get-PSDrive nope*).Count

'-- providers'
(Get-PSProvider | ForEach-Object Name) -join ','
Get-PSProvider FileSystem | ForEach-Object { $_.Name; $_.GetType().Name }
(Get-PSProvider *e* | ForEach-Object Name) -join ','
Fails { Get-PSProvider nope }
Set-Location /
Remove-Item $d -Recurse
