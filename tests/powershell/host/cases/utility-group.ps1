# Group-Object, Compare-Object, Tee-Object.
function Show { process { "$($_.Name): $($_.Count) [$($_.Group -join ' ')] $($_.Values.Count)" } }
'-- group'
'b', 'a', 'B', 'c', 'a' | Group-Object | Show
'b', 'a', 'B' | Group-Object -CaseSensitive | Show
3, 1, 3, 2 | Group-Object | Show
1, 'a', 2, 'A', 1 | Group-Object | Show
1..5 | Group-Object { $_ % 2 } | Show
1..5 | Group-Object { if ($_ -gt 3) { 'high' } } | Show
'x', 'yy', 'zz' | Group-Object Length -NoElement | Show
('x' | Group-Object -NoElement).GetType().FullName
('x' | Group-Object).GetType().FullName
$all = [pscustomobject]@{ A = 1; B = 'x' }, [pscustomobject]@{ A = 2; B = 'y' }, [pscustomobject]@{ A = 1; B = 'x' }, [pscustomobject]@{ B = 'z' }
$all | Group-Object A, B | Show
$all | Group-Object @{ Expression = { $_.A } }, B | Show
$all | Group-Object Missing | Show
[pscustomobject]@{ L = 1, 2 } | Group-Object L | Show
'-- as a table'
$table = 'a1', 'b1', 'a2' | Group-Object { $_[0] } -AsHashTable -AsString
"$($table.GetType().Name) $($table.Count) $($table.A -join ' ') $($table['b'] -join ' ')"
$table = 1..4 | Group-Object { $_ % 2 } -AsHashTable
"$($table[0] -join ' ') $($table[1].GetType().Name)"
$table = 'a', 'A' | Group-Object -AsHashTable -AsString -CaseSensitive
$table.Count
try { 1 | Group-Object -AsString } catch { "$($_.FullyQualifiedErrorId): $_" }
try { 1 | Group-Object a, b -AsHashTable } catch { "$($_.FullyQualifiedErrorId): $_" }
try { 1 | Group-Object @{ foo = 1 } } catch { "$($_.FullyQualifiedErrorId): $_" }
'-- compare'
function Sides { process { "$($_.SideIndicator) $($_.InputObject)" } }
Compare-Object 1, 2, 3 2, 3, 4 | Sides
Compare-Object 1, 2, 3 2, 3, 4 -IncludeEqual | Sides
Compare-Object 1, 2, 3 2, 3, 4 -ExcludeDifferent | Sides
Compare-Object 1, 2, 3 2, 3, 4 -SyncWindow 0 | Sides
Compare-Object a, b A, c | Sides
Compare-Object a, b A, c -CaseSensitive | Sides
2, 3 | Compare-Object 1, 2 | Sides
Compare-Object @() 1 | Sides
Compare-Object 1 @() | Sides
Compare-Object 1, 1 1 | Sides
Compare-Object 1, 2 2, 3 -PassThru | ForEach-Object { "$_ $($_.SideIndicator) $($_.GetType().Name)" }
$other = [pscustomobject]@{ A = 1; B = 'x' }, [pscustomobject]@{ A = 3; B = 'y' }
Compare-Object $all[0, 1] $other -Property A | ForEach-Object { "$_" }
Compare-Object $all[0, 1] $other -Property A, B -IncludeEqual | ForEach-Object { "$_" }
Compare-Object $all[0, 1] $other -Property { $_.A * 2 } | ForEach-Object { "$_" }
Compare-Object $all[0, 1] $other -Property A -PassThru | ForEach-Object { "$_" }
try { Compare-Object $null 1 } catch { $_.FullyQualifiedErrorId }
'-- tee'
1..3 | Tee-Object -Variable kept | ForEach-Object { "<$_>" }
$kept -join ' '
try { 4 | Tee-Object -Variable kept -Append } catch { $_.FullyQualifiedErrorId }
'one' | Tee-Object -Variable single
$single.GetType().Name
