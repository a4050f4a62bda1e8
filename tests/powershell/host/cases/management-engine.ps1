# Every operation of the engine that the module reaches by reflection, once.
$d = [IO.Directory]::CreateTempSubdirectory('cases-').FullName
New-Item $d/a.txt -Value 'one' | ForEach-Object Name
New-Item $d/sub -ItemType Directory | ForEach-Object Name
Get-Item $d/a.txt | ForEach-Object Length
Set-Item env:CASES_X 5
$env:CASES_X
Clear-Item env:CASES_X
"<$env:CASES_X>"
Copy-Item $d/a.txt $d/b.txt -PassThru | ForEach-Object Name
Move-Item $d/b.txt $d/sub -PassThru | ForEach-Object Name
Rename-Item $d/sub/b.txt c.txt -PassThru | ForEach-Object Name
Get-ChildItem $d -Recurse | ForEach-Object Name
Get-ChildItem $d -Recurse -Name
try { Invoke-Item env:HOME -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
Remove-Item $d/sub -Recurse
Test-Path $d/sub
Test-Path $d -PathType Container
Test-Path $d -IsValid
Add-Content $d/a.txt -Value '', 'two' -PassThru | ForEach-Object ReadCount
Get-Content $d/a.txt -Tail 1
(Get-Content $d/a.txt)[0].PSChildName
Set-Content $d/a.txt 'three'
Clear-Content $d/a.txt
Join-Path a b
Split-Path a/b
Split-Path a/b -Leaf
Resolve-Path $d/a.txt | ForEach-Object { $_.Path -eq "$d/a.txt" }
(Convert-Path $d/a.txt) -eq "$d/a.txt"
Set-Location $d
(Get-Location -PSDrive (Get-Location).Drive.Name).Path -eq $d
Resolve-Path a.txt -Relative -RelativeBasePath $d
Set-Location /
New-PSDrive Cases FileSystem $d | ForEach-Object Name
Remove-PSDrive Cases
Get-ItemProperty $d/a.txt Length | ForEach-Object Length
Get-ItemPropertyValue $d/a.txt Length
Set-ItemProperty $d/a.txt IsReadOnly $true -PassThru | ForEach-Object IsReadOnly
Clear-ItemProperty $d/a.txt Attributes
try { New-ItemProperty $d/a.txt x -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
try { Remove-ItemProperty $d/a.txt x -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
try { Get-PSDrive -LiteralName 'no*' -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
try { [IO.File]::OpenWrite("$d/a.txt").Close() } catch { 'cannot write' }
try { Get-ChildItem function:/ | Get-Content -ErrorAction Stop | ForEach-Object { } ; 'read' } catch { $_.FullyQualifiedErrorId }
(Get-Process -Id $PID -IncludeUserName).UserName -eq [Environment]::UserName
Remove-Item $d -Recurse
[IO.Directory]::Exists($d)
