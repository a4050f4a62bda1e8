# Items of the file system: making, copying, moving, removing, and what goes wrong.
$d = [IO.Directory]::CreateTempSubdirectory('cases-').FullName
$ErrorActionPreference = 'Stop'
function Fails([scriptblock] $Do) {
    try { & $Do } catch { '{0}: {1}' -f $_.FullyQualifiedErrorId, "$_".Replace($d, 'D') }
}
Set-Location $d

'-- new'
New-Item -Path . -Name f.txt -ItemType File -Value 'text' | ForEach-Object { '{0} {1}' -f $_.Name, $_.Length }
New-Item deep/er -Type Directory | ForEach-Object Name
New-Item deep/er/x, deep/er/y | ForEach-Object Name
'piped' | New-Item p.txt | ForEach-Object Length
Fails { New-Item f.txt }
New-Item f.txt -Force -Value 'longer text' | ForEach-Object Length
New-Item missing/folder/f.txt -Force | ForEach-Object Name
Fails { New-Item nowhere/f.txt }
New-Item link -ItemType SymbolicLink -Target f.txt | ForEach-Object { '{0} {1}' -f $_.LinkType, $_.LinkTarget.Replace($d, 'D') }
New-Item /cases-nothing -WhatIf
Test-Path /cases-nothing

'-- get'
Get-Item f.txt, deep | ForEach-Object { $_.GetType().Name }
Get-Item * -Exclude *.txt | ForEach-Object Name
Get-Item * -Include f* | ForEach-Object Name
Get-Item * -Filter p* | ForEach-Object Name
'f.txt', 'p.txt' | Get-Item | ForEach-Object Length
[pscustomobject]@{ PSPath = "$d/f.txt" } | Get-Item | ForEach-Object Name
New-Item 'a[1].txt' | ForEach-Object Name
@(Get-Item 'a[1].txt').Count
Get-Item -LiteralPath 'a[1].txt' | ForEach-Object Name
Get-Item 'a`[1`].txt' | ForEach-Object Name
New-Item .hidden | ForEach-Object Name
Fails { Get-Item .hidden | ForEach-Object Name }
Get-Item .hidden -Force | ForEach-Object Name
Fails { Get-Item nope }
Fails { Get-Item nodrive:/x }
& { $ErrorActionPreference = 'SilentlyContinue'; Get-Item nope, f.txt, nope2 | ForEach-Object Name; $Error[0].TargetObject.Replace($d, 'D') }

'-- copy'
Copy-Item f.txt g.txt -PassThru | ForEach-Object Name
Copy-Item deep flat
Get-ChildItem flat -Recurse -Name
Copy-Item deep copy -Recurse
Get-ChildItem copy -Recurse -Name
Copy-Item f.txt, p.txt copy
Get-ChildItem copy -File -Name
Get-ChildItem *.txt | Copy-Item -Destination copy/er -Exclude a*
Get-ChildItem copy/er -Name
Fails { Copy-Item nope x }
Fails { Copy-Item f.txt f.txt }

'-- move and rename'
Move-Item g.txt copy/h.txt
Move-Item copy moved -PassThru | ForEach-Object Name
Test-Path moved/h.txt
Fails { Move-Item nope x }
Fails { Move-Item -LiteralPath nope x }
Set-Content other.txt 1
Fails { Move-Item other.txt f.txt }
Move-Item other.txt f.txt -Force
Get-Content f.txt
Rename-Item f.txt r.txt -PassThru | ForEach-Object Name
Get-ChildItem r.txt | Rename-Item -NewName { $_.Name + '.bak' }
Test-Path r.txt.bak
Fails { Rename-Item nope x }
Fails { Rename-Item -LiteralPath nope x }
Fails { Rename-Item r.txt.bak p.txt }
Fails { Move-Item $d x }

'-- remove'
Remove-Item /bin/ls -WhatIf
Copy-Item /bin/ls /cases-copy -WhatIf
Move-Item /bin/ls /cases-moved -WhatIf
Rename-Item /bin/ls cases-renamed -WhatIf
Set-Item env:HOME x -WhatIf
Clear-Item env:HOME -WhatIf
Test-Path /bin/ls, env:HOME, /cases-copy
Remove-Item r.txt.bak, 'a[[]1].txt'
Test-Path r.txt.bak, 'a`[1`].txt'
Fails { Remove-Item nope }
Fails { Remove-Item -LiteralPath nope }
Remove-Item nope* -Verbose
Fails { Remove-Item $d }
Remove-Item moved -Recurse -Include x, y
Get-ChildItem moved -Recurse -Name
Remove-Item moved, deep, flat, missing -Recurse -Force
Get-ChildItem -Name
Remove-Item link
Set-Location /
Remove-Item $d -Recurse -Force
Test-Path $d
