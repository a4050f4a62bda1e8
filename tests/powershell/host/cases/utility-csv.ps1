# CSV to and from text and files.
$d = [IO.Directory]::CreateTempSubdirectory().FullName
$null = $ExecutionContext.SessionState.Path.SetLocation($d)
$o = [pscustomobject]@{ A = 1; B = 'x "q", y'; C = $null }, [pscustomobject]@{ A = ''; B = "l1`nl2"; C = 2.5 }
$o | ConvertTo-Csv
$o | ConvertTo-Csv -UseQuotes AsNeeded -Delimiter ';'
$o | ConvertTo-Csv -QuoteFields b -IncludeTypeInformation
$o | ConvertTo-Csv -UseQuotes Never -NoHeader
[ordered]@{ x = 1; y = 2 } | ConvertTo-Csv
try { $o | ConvertTo-Csv -UseQuotes Never -QuoteFields a } catch { $_.FullyQualifiedErrorId; "$_" }
"a,b , c`n1, `"x`"`"y`" ,z w `n`n  q`"r , s`" t,  `n`"multi`nline`",," | ConvertFrom-Csv | ConvertTo-Json -Compress
'a;;b', '1;2;3', '4' | ConvertFrom-Csv -Delimiter ';' -WarningAction Ignore | ConvertTo-Json -Compress
'1,2', '3,4,5' | ConvertFrom-Csv -Header x, y | ConvertTo-Json -Compress
try { 'a,A', '1,2' | ConvertFrom-Csv } catch { $_.FullyQualifiedErrorId; "$_" }
'#TYPE My.T', 'a', '1' | ConvertFrom-Csv | ForEach-Object { $_.pstypenames }
$o | Export-Csv o.csv
[pscustomobject]@{ C = 9; B = 8; A = 7; D = 6 } | Export-Csv o.csv -Append
[IO.File]::ReadAllText("$d/o.csv")
try { [pscustomobject]@{ C = 9 } | Export-Csv o.csv -Append } catch { $_.FullyQualifiedErrorId; "$_" }
[pscustomobject]@{ C = 9 } | Export-Csv o.csv -Append -Force
Import-Csv o.csv | ConvertTo-Json -Compress
try { $o | Export-Csv o.csv -NoClobber } catch { $_.FullyQualifiedErrorId; "$_".Replace($d, 'D') }
try { Import-Csv nofile.csv } catch { $_.FullyQualifiedErrorId; "$_".Replace($d, 'D') }
try { $o | Export-Csv } catch { $_.FullyQualifiedErrorId; "$_" }
[IO.Directory]::Delete($d, $true)
