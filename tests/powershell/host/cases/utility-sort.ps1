# Sort-Object, Get-Unique.
(3, 1, 2 | Sort-Object) -join ' '
(3, 1, 2 | Sort-Object -Descending) -join ' '
('b', 'A', 'a', 'B' | Sort-Object -Stable) -join ' '
('b', 'A', 'a', 'B' | Sort-Object -CaseSensitive) -join ' '
('b', 'A', 'a', 'B' | Sort-Object -Unique) -join ' '
('b', 'A', 'a', 'B' | Sort-Object -Unique -CaseSensitive) -join ' '
(1, 'b', 2.5, 'a', 10 | Sort-Object) -join ' '
('10', '9', '1' | Sort-Object { [int] $_ }) -join ' '
(5, 1, 4, 2 | Sort-Object -Top 2) -join ' '
(5, 1, 4, 2 | Sort-Object -Bottom 2) -join ' '
(5, 1, 4, 2 | Sort-Object -Top 9 -Descending) -join ' '
(5, 1, 4, 1 | Sort-Object -Top 2 -Unique) -join ' '
$all = 'b2', 'a1', 'b1', 'a2' | ForEach-Object { [pscustomobject]@{ Letter = $_[0]; Digit = [int] "$($_[1])"; Text = $_ } }
function Texts { ($input | ForEach-Object Text) -join ' ' }
$all | Sort-Object Letter, Digit | Texts
$all | Sort-Object Letter, Digit -Descending | Texts
$all | Sort-Object Letter, @{ Expression = 'Digit'; Descending = $true } | Texts
$all | Sort-Object @{ e = { $_.Digit }; a = $true }, @{ e = 'Letter'; d = $true } | Texts
$all | Sort-Object @{ e = 'Letter'; Ascending = $false }, Digit -Descending | Texts
$all | Sort-Object Letter -Unique | ForEach-Object { "$($_.Letter)" }
$all | Sort-Object L* -Stable | Texts
$all | Sort-Object missing -Stable | Texts
$mixed = [pscustomobject]@{ A = 2; Text = 'two' }, [pscustomobject]@{ Text = 'none' }, [pscustomobject]@{ A = 1; Text = 'one' }, [pscustomobject]@{ A = $null; Text = 'null' }
$mixed | Sort-Object A | Texts
$mixed | Sort-Object A -Descending | Texts
($null, 2, $null, 1 | Sort-Object) -join ' '
('z', 'ä', 'a' | Sort-Object -Culture de-DE) -join ' '
([version] '1.10', [version] '1.9' | Sort-Object) -join ' '
(@{ a = 2 }, @{ a = 1 } | Sort-Object { $_.a } | ForEach-Object a) -join ' '
try { 1, 2 | Sort-Object @{ foo = 1 } } catch { "$($_.FullyQualifiedErrorId): $_" }
try { 1, 2 | Sort-Object @{ e = 'x'; descending = 'y' } } catch { "$($_.FullyQualifiedErrorId): $_" }
$out = 1, 2 | Sort-Object { throw 'bad' } -ErrorVariable problems -ErrorAction SilentlyContinue
"$($out -join ' ') $($problems.Count) $($problems[0].FullyQualifiedErrorId)"
'-- unique'
(1, 1, 2, 1 | Get-Unique) -join ' '
('a', 'A', 'b' | Get-Unique) -join ' '
('a', 'A', 'b' | Get-Unique -CaseInsensitive) -join ' '
('a', 'A', 'a', 'a' | Get-Unique -AsString) -join ' '
(1, 2, 'x', 'y', 3 | Get-Unique -OnType) -join ' '
