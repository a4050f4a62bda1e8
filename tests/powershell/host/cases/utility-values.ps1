# Dates, random numbers, hashes, joined strings and data files.
$d = [IO.Directory]::CreateTempSubdirectory().FullName
$null = $ExecutionContext.SessionState.Path.SetLocation($d)
Get-Date 2020-01-02 -UFormat '+%Y/%m/%d %j %s %V %e %Z %A %b %C %G%g %H%I%M%S %k%l %p %u%w%U %% %n'
foreach ($format in 'FileDate', 'FileDateUniversal', 'FileDateTime', 'FileDateTimeUniversal', 'o') {
    Get-Date ([datetime]::new(2020, 1, 2, 3, 4, 5, [DateTimeKind]::Utc)) -Format $format
}
Get-Date -UnixTimeSeconds 0 -AsUTC -Format o
(Get-Date 2020-03-31 -Month 2 -Hour 1 -Millisecond 7).ToString('o')
"$((Get-Date 2020-01-02 -DisplayHint Date).DisplayHint)"
(New-TimeSpan -Days 1 -Hours 2 -Milliseconds 3).ToString()
(New-TimeSpan 2020-01-01 2020-01-02).ToString()
New-Guid -Empty | ForEach-Object ToString
(New-Guid).GetType().Name
try { New-Guid foo -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; "$_" }
Start-Sleep -Milliseconds 1
try { Start-Sleep -Seconds -1 } catch { $_.FullyQualifiedErrorId }
try { Start-Sleep -Duration 100.00:00:00 } catch { $_.FullyQualifiedErrorId; "$_" }
Get-Random -SetSeed 42; Get-Random; Get-Random -Maximum 10; Get-Random -Minimum 1.0 -Maximum 2.0
Get-Random -Maximum 100000000000
(1..20 | Get-Random -Count 3) -join ','
(1..10 | Get-Random -Shuffle) -join ','
Get-Random -InputObject 5, 6, 7
Get-Random 1, 2, 3
Get-Random -Minimum -5 -Maximum ([int]::MaxValue)
(Get-SecureRandom -Maximum 5) -lt 5
try { Get-Random -Minimum 5 -Maximum 1 } catch { $_.FullyQualifiedErrorId; "$_" }
1, 2, 3 | Join-String -Separator ', ' -OutputPrefix '[' -OutputSuffix ']'
'a', 'b' | Join-String -SingleQuote -Separator ','
'abc', 'd' | Join-String Length -Separator '+'
'a', 'b' | Join-String -FormatString '<{0}>'
1.5, 2 | Join-String { $_ * 2 } ';'
"a=1`nb = c:\\x`n#c`n" | ConvertFrom-StringData | ForEach-Object { $_.a; $_.b }
try { ConvertFrom-StringData 'zzz' } catch { $_.FullyQualifiedErrorId; "$_" }
try { ConvertFrom-StringData "a=1`na=2" } catch { $_.FullyQualifiedErrorId; "$_" }
[IO.File]::WriteAllText("$d/a.txt", 'abc')
Get-FileHash a.txt | ForEach-Object { $_.Hash; $_.Algorithm; $_.Path.Replace($d, 'D') }
(Get-FileHash a.txt -Algorithm md5).Hash
(Get-FileHash -InputStream ([IO.MemoryStream]::new([byte[]](1, 2, 3)))).Hash
try { Get-FileHash nofile -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; "$_".Replace($d, 'D') }
[IO.File]::WriteAllText("$d/d.psd1", '@{ A = 1; B = @("x", "y"); C = @{ D = $true } }')
[IO.File]::WriteAllText("$d/bad.psd1", '@{ A = ')
[IO.File]::WriteAllText("$d/code.psd1", '@{ A = (Get-Date) }')
[IO.File]::WriteAllText("$d/none.psd1", "'x'")
$x = Import-PowerShellDataFile ./d.psd1
$x.GetType().Name; $x.A; $x.B -join ','; $x.C.D
foreach ($file in 'bad', 'code', 'none', 'missing') {
    try { Import-PowerShellDataFile "./$file.psd1" -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; "$_".Replace($d, 'D') }
}
$t = New-TemporaryFile; $t.GetType().Name; $t.Length; $t.Delete()
(Get-Uptime).GetType().Name
(Get-Verb c*).Verb -join ','
[IO.Directory]::Delete($d, $true)
