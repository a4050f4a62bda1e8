# Paths: testing, joining, splitting, resolving.
$d = [IO.Directory]::CreateTempSubdirectory('cases-').FullName
$ErrorActionPreference = 'Stop'
function Fails([scriptblock] $Do) {
    try { & $Do } catch { '{0}: {1}' -f $_.FullyQualifiedErrorId, "$_".Replace($d, 'D') }
}
Set-Location $d
$null = New-Item sub/a.txt, sub/b.txt, 'x[1].txt', .hid -Force

'-- test'
Test-Path sub, nope, sub/*.txt, sub/*.log
Test-Path sub -PathType Leaf
Test-Path sub -PathType Container
Test-Path sub/a.txt -PathType Leaf
Test-Path sub/a.txt -Type Any
Test-Path 'x[1].txt'
Test-Path -LiteralPath 'x[1].txt'
Test-Path .hid
Test-Path sub/a.txt -OlderThan 2001-01-01
Test-Path sub/a.txt -NewerThan 2001-01-01
Test-Path sub/* -Exclude *.txt
Test-Path sub/* -Include a*
Test-Path nope: -IsValid
Test-Path a/b -IsValid
Test-Path ''
Test-Path '  '
Test-Path nodrive:/x
Test-Path env:PATH, variable:d, function:nope
'sub', 'nope' | Test-Path
Get-Item sub | Test-Path
Fails { Test-Path $null }
Fails { Test-Path @() }
Fails { Test-Path -LiteralPath $null }

'-- join'
Join-Path a b
Join-Path a/ /b
Join-Path a b c d
Join-Path a b -AdditionalChildPath c, d
Join-Path a b, c
Join-Path a ''
Join-Path a $null
Join-Path / tmp
Join-Path a ../b
Join-Path a, b c
'p', 'q' | Join-Path -ChildPath r
Join-Path env: PATH
Join-Path sub *.txt -Resolve | ForEach-Object { $_.Replace($d, 'D') }
Fails { Join-Path sub nope -Resolve }
Fails { Join-Path nodrive: x }

'-- split'
foreach ($path in '/a/b/c.tar.gz', 'a/b', 'a', '/a', 'env:PATH', 'a/b/', '.hid', 'FileSystem::/a/b') {
    '{0} parent <{1}> leaf <{2}> base <{3}> extension <{4}> absolute {5} rest <{6}>' -f $path, (Split-Path $path), (Split-Path $path -Leaf),
        (Split-Path $path -LeafBase), (Split-Path $path -Extension), (Split-Path $path -IsAbsolute), (Split-Path $path -NoQualifier)
}
Split-Path a/b, c/d
Split-Path a/b -Parent
Split-Path -LiteralPath 'a/[b]'
Split-Path env:PATH -Qualifier
Split-Path FileSystem::/a/b -Qualifier
Fails { Split-Path /a -Qualifier }
Split-Path sub/*.txt -Leaf -Resolve
Fails { Split-Path nope/* -Resolve }
Fails { Split-Path nope -Resolve }
'a/b', 'c/d' | Split-Path -Leaf

'-- resolve'
Resolve-Path sub | ForEach-Object { $_.GetType().Name; $_.Path.Replace($d, 'D'); $_.Provider.Name; $_.Drive.Name; "$_".Replace($d, 'D') }
Resolve-Path sub/* -Relative
(Resolve-Path $d -Relative).Replace((Split-Path $d -Leaf), 'D')
Resolve-Path ./*/a.txt -Relative
Resolve-Path env:HOME -Relative
Resolve-Path a.txt, b.txt -Relative -RelativeBasePath sub
Resolve-Path a.txt -RelativeBasePath sub | ForEach-Object { $_.Path.Replace($d, 'D') }
Resolve-Path -LiteralPath 'x[1].txt' -Relative
@(Resolve-Path .h*).Count
@(Resolve-Path .h* -Force).Count
Fails { Resolve-Path nope }
Fails { Resolve-Path -LiteralPath nope }
Fails { Resolve-Path nodrive:/x }
@(Resolve-Path nope*).Count
Convert-Path sub, . | ForEach-Object { $_.Replace($d, 'D') }
Convert-Path FileSystem::$d | ForEach-Object { $_.Replace($d, 'D') }
Convert-Path ~ | ForEach-Object { $_ -eq $HOME }
Fails { Convert-Path nope }
Set-Location /
Remove-Item $d -Recurse -Force
