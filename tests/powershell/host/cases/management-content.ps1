# Content: reading and writing by lines, bytes, blocks and encodings.
$d = [IO.Directory]::CreateTempSubdirectory('cases-').FullName
$ErrorActionPreference = 'Stop'
function Fails([scriptblock] $Do) {
    try { & $Do } catch { '{0}: {1}' -f $_.FullyQualifiedErrorId, "$_".Replace($d, 'D') }
}
function Bytes($Path) { [Convert]::ToHexString([IO.File]::ReadAllBytes((Convert-Path $Path))) }
Set-Location $d

'-- set and add'
Set-Content n.txt 'one', 'two'
Bytes n.txt
3..4 | ForEach-Object { "line $_" } | Add-Content n.txt
Get-Content n.txt
'x', 'y' | Set-Content n.txt, m.txt
Bytes n.txt
Bytes m.txt
1, 2.5, $true, $null, 'x' | Set-Content n.txt
Get-Content n.txt
Set-Content n.txt -Value @()
(Get-Item n.txt).Length
Set-Content n.txt 'a', 'b' -NoNewline
Bytes n.txt
Add-Content n.txt 'c' -PassThru
Add-Content new.txt 'made'
Get-Content new.txt
[pscustomobject]@{ PSPath = "$d/n.txt" }, [pscustomobject]@{ PSPath = "$d/m.txt" } | Set-Content -Value 'named'
Get-Content n.txt, m.txt
Set-Content -LiteralPath 'a[1].txt' 'brackets'
Get-Content -LiteralPath 'a[1].txt'
Set-Content /cases-nothing 'x' -WhatIf
Add-Content /cases-nothing 'x' -WhatIf
Clear-Content /bin/ls -WhatIf
Test-Path /cases-nothing

'-- encodings'
foreach ($encoding in 'ascii', 'utf8', 'utf8BOM', 'unicode', 'bigendianunicode', 'utf32', 'latin1') {
    Set-Content e.txt 'aü' -Encoding $encoding
    '{0} {1} {2}' -f $encoding, (Bytes e.txt), (Get-Content e.txt -Encoding $encoding)
}
Set-Content e.txt ([byte[]](0, 200, 10)) -AsByteStream
(Get-Content e.txt -AsByteStream) -join ','
(Get-Content e.txt -AsByteStream -Raw).GetType().Name
(Get-Content e.txt -AsByteStream -Tail 2) -join ','
Fails { Set-Content e.txt 'x' -Encoding nope }

'-- get'
1..6 | Set-Content n.txt
(Get-Content n.txt -TotalCount 2) -join ','
(Get-Content n.txt -Head 1) -join ','
(Get-Content n.txt -Tail 2) -join ','
(Get-Content n.txt -Last 0).Count
(Get-Content n.txt -TotalCount 0).Count
(Get-Content n.txt -Tail 9) -join ','
(Get-Content n.txt -ReadCount 4 | ForEach-Object { $_.Count }) -join ','
(Get-Content n.txt -ReadCount 0 | ForEach-Object { $_.Count }) -join ','
(Get-Content n.txt -ReadCount 4 -TotalCount 5 | ForEach-Object { $_.Count }) -join ','
(Get-Content n.txt -Raw).Length
(Get-Content n.txt -Delimiter "3`n") -join '|'
Get-Content n.txt -First 1 | ForEach-Object { $_.PSPath.Replace($d, 'D'); $_.PSParentPath.Replace($d, 'D'); $_.PSChildName; $_.PSDrive.Name; $_.PSProvider.Name; $_.ReadCount; $_.GetType().Name }
(Get-Content n.txt, new.txt) -join ','
(Get-Item n.txt, new.txt | Get-Content -TotalCount 1) -join ','
(Get-Content n*.txt -Exclude new*) -join ','
New-Item empty.txt | ForEach-Object Length
$null -eq (Get-Content empty.txt)
$null -eq (Get-Content empty.txt -Raw)
Set-Content lines.txt "", "", "x"
@(Get-Content lines.txt).Count
(Get-Content lines.txt)[0].ReadCount, (Get-Content lines.txt)[1].ReadCount -join ','

'-- clear'
Clear-Content n.txt, m.txt
(Get-Item n.txt).Length
Fails { Clear-Content nope }

'-- other providers'
Set-Content env:CASES_A 'value'
$env:CASES_A
Get-Content env:CASES_A
Set-Content function:Cases-One '"called"'
Cases-One
Set-Content variable:CasesVariable 'v'
$CasesVariable
Fails { Get-Content env:CASES_A -Tail 1 }

'-- errors'
Fails { Get-Content nope }
Fails { Get-Content . }
Fails { Get-Content n.txt -Tail 1 -TotalCount 1 }
Fails { Set-Content nowhere/x 1 }
Fails { Set-Content 'nope*' 1 }
Fails { Get-Content n.txt -Tail -1 }
Fails { Get-Content 'nope*' }
& { $ErrorActionPreference = 'SilentlyContinue'; Get-Content nope, new.txt; $Error[0].FullyQualifiedErrorId }
Set-Location /
Remove-Item $d -Recurse
