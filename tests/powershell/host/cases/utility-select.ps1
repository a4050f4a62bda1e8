# Select-Object: which objects and what of them.
function Show { process { "$_" } }
function Fail([scriptblock] $block) {
    & $block 2>&1 | ForEach-Object {
        if ($_ -is [System.Management.Automation.ErrorRecord]) { "$($_.FullyQualifiedErrorId): $_" } else { "$_" }
    }
}
'-- first, last, skip'
(1..9 | Select-Object -First 2) -join ' '
(1..9 | Select-Object -Last 2) -join ' '
(1..9 | Select-Object -Skip 7) -join ' '
(1..9 | Select-Object -First 2 -Skip 3) -join ' '
(1..9 | Select-Object -Last 2 -Skip 3) -join ' '
(1..9 | Select-Object -First 2 -Last 3) -join ' '
(1..4 | Select-Object -First 3 -Last 3) -join ' '
(1..9 | Select-Object -First 1 -Last 1 -Skip 2) -join ' '
(1..9 | Select-Object -SkipLast 6) -join ' '
(1..9 | Select-Object -SkipLast 3 -Skip 3) -join ' '
(1..9 | Select-Object -Index 5, 0, 5, 20) -join ' '
(1..9 | Select-Object -SkipIndex 0, 3) -join ' '
(1..3 | Select-Object -First 0) -join ' '
(1..3 | Select-Object -Last 0) -join ' '
(1..3 | Select-Object -Last 9 -Skip 1) -join ' '
'-- first stops what comes before'
1..9 | ForEach-Object { "made $_"; $_ } | Select-Object -First 2
1..3 | ForEach-Object { Write-Host "made $_"; $_ } | Select-Object -First 1
1..3 | ForEach-Object { Write-Host "made $_"; $_ } | Select-Object -First 1 -Wait
1..5 | ForEach-Object { Write-Host "made $_"; $_ } | Select-Object -Index 1
'-- properties'
$all = [pscustomobject]@{ Name = 'a'; Size = 1; Other = 'x' }, [pscustomobject]@{ Name = 'b'; Size = 2; Other = 'y' }
$all | Select-Object name, size | Show
$all | Select-Object n*, *e | Show
$all | Select-Object * -ExcludeProperty Si* | Show
$all | Select-Object -ExcludeProperty Name, Other | Show
$all | Select-Object missing | Show
$all | Select-Object missing* | Show
$all | Select-Object @{ Name = 'Double'; Expression = { $_.Size * 2 } }, @{ l = 'Copy'; e = 'Name' } | Show
$all | Select-Object { $_.Size + 1 } | Show
$all | Select-Object @{ n = 'Bad'; e = { throw 'no' } } | Show
@{ Key = 'value' } | Select-Object Key | Show
($all | Select-Object Name)[0].PSTypeNames -join ' '
($all | Select-Object -First 1).PSTypeNames -join ' '
('text' | Select-Object Length).PSTypeNames -join ' '
'-- expand'
$all | Select-Object -ExpandProperty Name
[pscustomobject]@{ List = 1, $null, 2; Id = 7 } | Select-Object -ExpandProperty List
[pscustomobject]@{ Null = $null } | Select-Object -ExpandProperty Null
$all | Select-Object Size -ExpandProperty Name | ForEach-Object { "$_ $($_.Size)" }
[pscustomobject]@{ Table = @{ one = 1 } } | Select-Object -ExpandProperty Table | ForEach-Object { $_.one }
'-- unique'
(1, 2, 1, 3, 2 | Select-Object -Unique) -join ' '
('a', 'A', 'b' | Select-Object -Unique) -join ' '
('a', 'A', 'b' | Select-Object -Unique -CaseInsensitive) -join ' '
$all + $all | Select-Object Name -Unique | Show
$all + $all | Select-Object -ExpandProperty Name -Unique
(1, 1, 2, 2, 3 | Select-Object -Unique -First 3) -join ' '
'-- errors'
Fail { $all | Select-Object -ExpandProperty Missing }
Fail { $all[0] | Select-Object -ExpandProperty Na*, x }
Fail { $all[0] | Select-Object -ExpandProperty * }
Fail { $all[0] | Select-Object Name, Name }
Fail { $all[0] | Select-Object @{ n = 'x'; e = '*e' } }
Fail { $all[0] | Select-Object Length -ExpandProperty Name }
Fail { [pscustomobject]@{ a = [pscustomobject]@{ b = 1 }; b = 2 } | Select-Object b -ExpandProperty a }
foreach ($bad in @{ foo = 1 }, @{ n = 'x' }, @{ e = 'x'; n = 1 }, @{ e = 1.5; n = 'x' }, @{ e = ''; n = 'x' }, ([ordered] @{ n = 'a'; l = 'b'; e = 'c' }), @{ e = $null; n = 'x' }, '', { }) {
    try { $all[0] | Select-Object $bad -ErrorAction Stop | Show } catch { "$($_.FullyQualifiedErrorId): $_" }
}
try { 1 | Select-Object -First -1 } catch { $_.FullyQualifiedErrorId }
