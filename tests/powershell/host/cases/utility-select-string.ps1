# Select-String over files and objects.
$d = [IO.Directory]::CreateTempSubdirectory().FullName
$null = $ExecutionContext.SessionState.Path.SetLocation($d)
[IO.File]::WriteAllLines("$d/a.txt", [string[]]('one', 'two', 'three two', 'four', 'Two', 'six'))
Select-String two a.txt | ForEach-Object { $_.ToString($d); $_.LineNumber; $_.Filename }
Select-String two a.txt -CaseSensitive -List | ForEach-Object ToString $d
Select-String t -Path *.txt -NotMatch -Raw
Select-String two *.txt -Exclude *a.txt -Raw
Select-String one *.txt -Include a* -Raw
Select-String one *.txt -Include *.txt -Raw
Select-String two a.txt -Quiet
$null -eq ('x' | Select-String z -Quiet)
'x', 'y' | Select-String z -Quiet -NotMatch
'axa', 'b' | Select-String a -AllMatches | ForEach-Object { $_.Matches.Count; $_.LineNumber; "$_"; $_.Path }
'a.a' | Select-String . -SimpleMatch | ForEach-Object { $_.Matches.Count; $_.Pattern; $_.IgnoreCase; $_.GetType().FullName }
Select-String two a.txt -Context 1 | ForEach-Object { $_.ToString($d); '--'; $_.Context.PostContext }
'1', '2', 'x', '4', '5' | Select-String x -Context 1, 2 | ForEach-Object ToString
'abc' | Select-String b | Select-String c | ForEach-Object LineNumber
try { Select-String '(' a.txt } catch { $_.FullyQualifiedErrorId; "$_" }
try { Select-String x nofile.txt -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; "$_".Replace($d, 'D') }
try { Select-String x a.txt -Culture en-US } catch { $_.FullyQualifiedErrorId; "$_" }
Select-String x nofile*.txt
[IO.Directory]::Delete($d, $true)
