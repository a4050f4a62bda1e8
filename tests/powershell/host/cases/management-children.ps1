# Get-ChildItem: filters, depth, kinds of items, names.
$d = [IO.Directory]::CreateTempSubdirectory('cases-').FullName
Set-Location $d
foreach ($name in 'a.txt', 'b.log', 'sub/c.txt', 'sub/deep/d.txt', 'sub/deep/er/e.log', '.hid/f.txt') {
    $null = New-Item $name -Force
}
function Show { '{0}' -f (@($input | ForEach-Object { "$_".Replace($d, 'D') }) -join ' ') }
'-- plain'
Get-ChildItem | Show
Get-ChildItem . -Force | Show
Get-ChildItem *.txt | Show
Get-ChildItem . *.txt -Recurse | Show
Get-ChildItem sub, a.txt | Show
'sub', '.hid' | Get-ChildItem | Show
Get-Item sub | Get-ChildItem | Show
'-- include and exclude'
Get-ChildItem -Include *.txt | Show
Get-ChildItem * -Include *.txt | Show
Get-ChildItem -Recurse -Include *.txt, *.log -Exclude c* | Show
Get-ChildItem -Exclude *.txt | Show
'-- depth'
Get-ChildItem -Depth 0 | Show
Get-ChildItem -Depth 1 -Name | Show
Get-ChildItem -Recurse -Name | Show
Get-ChildItem -r -Depth 2 -File | Show
'-- kinds'
Get-ChildItem -File | Show
Get-ChildItem -Directory -Recurse | Show
Get-ChildItem -Directory -Name | Show
Get-ChildItem -Hidden | Show
Get-ChildItem -Attributes !Directory | Show
Get-ChildItem -Attributes Directory+Hidden | Show
'-- errors'
try { Get-ChildItem nope -ErrorAction Stop } catch { '{0}: {1}' -f $_.FullyQualifiedErrorId, "$_".Replace($d, 'D') }
Get-ChildItem nope, sub -ErrorAction SilentlyContinue | Show
Get-ChildItem nope* | Show
'-- other providers'
$env:CASES_A = 1
Get-ChildItem env:CASES_A* | ForEach-Object { '{0}={1}' -f $_.Name, $_.Value }
function Cases-One { 1 }
Get-ChildItem function:Cases-* -Name
Get-ChildItem variable:d | ForEach-Object { $_.GetType().Name }
@(Get-ChildItem alias:gci).Count
'-- names of paths'
Get-ChildItem a.txt | ForEach-Object { $_.PSPath.Replace($d, 'D'); $_.PSParentPath.Replace($d, 'D'); $_.PSChildName; $_.PSIsContainer }
Set-Location /
Remove-Item $d -Recurse -Force
