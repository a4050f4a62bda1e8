# Formatting goes through the engine's formatter, which is reached by reflection.
$o = [pscustomobject]@{ a = 1; b = 'x' }, [pscustomobject]@{ a = 22; b = 'yy' }
$o | Format-Table a, @{ L = 'Z'; E = { $_.b * 2 }; W = 5; A = 'right' } -AutoSize
$o | Format-Table -HideTableHeaders | Out-String -Stream | ForEach-Object { "[$_]" }
$o | Format-List
$o | Format-Table -GroupBy a
[pscustomobject]@{ x = 1.5 } | Format-Table @{ E = 'x'; F = '{0:00.000}' }
[pscustomobject]@{ x = 'long word ' * 4 } | Format-Table -Wrap | Out-String -Width 20
1..10 | ForEach-Object { [pscustomobject]@{ n = $_ } } | Format-Wide -Column 3 | Out-String -Width 60
[pscustomobject]@{ n = [pscustomobject]@{ m = 1 } } | Format-Custom -Depth 2
try { $o | Format-Wide -Column 3 -AutoSize } catch { $_.FullyQualifiedErrorId; "$_" }
try { $o | Format-Table a -View foo } catch { $_.FullyQualifiedErrorId; "$_" }
try { $o | Format-Wide a -View foo } catch { $_.FullyQualifiedErrorId; "$_" }
try { $o | Format-Table @{ Nope = 1 } } catch { $_.FullyQualifiedErrorId }
(1, 2, 3 | Out-String -NoNewline)
$d = [IO.Directory]::CreateTempSubdirectory().FullName
$null = $ExecutionContext.SessionState.Path.SetLocation($d)
'hi' > f.txt
$o >> f.txt
[IO.File]::ReadAllText("$d/f.txt")
foreach ($encoding in 'utf8', 'utf8BOM', 'ascii', 'unicode', 'bigendianunicode', 'utf32', 'oem', 28591) {
    'é' | Out-File f.txt -Encoding $encoding -NoNewline
    "$encoding $([IO.File]::ReadAllBytes("$d/f.txt"))"
}
'z' | Out-File f.txt -Append -NoNewline -Encoding 28591
[IO.File]::ReadAllBytes("$d/f.txt") -join ' '
foreach ($bad in @{ FilePath = 'f.txt'; NoClobber = $true }, @{ FilePath = 'env:x' }, @{ FilePath = 'no*.q' }, @{ LiteralPath = 'nodir/x' }) {
    try { 'y' | Out-File @bad } catch { $_.FullyQualifiedErrorId; "$_".Replace($d, 'D'); $_.CategoryInfo.Category }
}
'y' | Out-File f.txt -WhatIf > $null
[IO.Directory]::Delete($d, $true)
